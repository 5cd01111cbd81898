/** The compared run that was left for its list: the list goes back to it. */
let left: string | null = null

export function leaveRun(id: string | null): void {
  left = id
}

/** Gives the run that was left, once. */
export function takeLeftRun(): string | null {
  const id = left
  left = null
  return id
}
