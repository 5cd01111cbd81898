/** The place at which the list of runs was left for a run. */
interface LeftList {
  /** The address of the list with its filters. */
  hash: string
  /** The run that was opened. */
  id: string
  scroll: number
}

let left: LeftList | null = null

/** Remembers where the list is left for a run. */
export function leaveList(list: LeftList): void {
  left = list
}

/** Returns `true` where the list was left for a run: it scrolls back by itself. */
export function hasLeftList(): boolean {
  return left !== null
}

/** Returns the place at which the list that is shown now was left, once. */
export function takeLeftList(): LeftList | null {
  const found = left
  left = null
  return found && found.hash === location.hash.replace(/^#?$/, '#/') ? found : null
}
