/** The id of the list of compared runs. */
export const RUNS_ID = 'compared-runs'

/** Shows the list, as soon as the filters of the link that was followed are in force. */
export function scrollToRuns(): void {
  setTimeout(() => document.getElementById(RUNS_ID)?.scrollIntoView({ block: 'start' }))
}
