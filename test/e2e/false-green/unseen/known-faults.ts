/** Changes that are not reported yet, and why: the list may only shrink. */
export const SILENT: Record<string, string> = {
  ...same(
    'two keys of one form become placeholders that do not tell which of them is sent',
    'keys-swapped',
    'keys-first-twice',
    'keys-last-other',
  ),
  ...same(
    'what redaction replaces is compared by its placeholder alone, which is the same for every value',
    ...['pin', 'password'].flatMap((name) =>
      ['input', 'made', 'step', 'output'].map((place) => `${place}-${name}`),
    ),
  ),
  ...same(
    'text that was a placeholder before anything was redacted is equal to any other of its kind',
    'input-placeholder',
    'made-placeholder',
    'step-placeholder',
    'output-placeholder',
  ),
}

/** What is the same, and is reported. */
export const FALSE_RED: Record<string, string> = {}

/** What an unchanged agent is red for on another machine. */
export const FALSE_RED_ELSEWHERE: Record<string, string> = same(
  'the zone and the locale of the recording are not put back for what formats the local time',
  'request-local-time',
  'request-local-time-uncovered',
  'tool-local-time',
  'tool-local-time-uncovered',
  'step-local-time',
  'step-local-time-uncovered',
  'output-local-time',
  'output-local-time-uncovered',
)

function same(reason: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}
