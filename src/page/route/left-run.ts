/** The id of the compared run that was left for the list: the list scrolls back to it. */
let left: string | null = null

export function leaveRun(id: string | null): void {
  left = id
}

/** Returns the id of the run that was left, once. */
export function takeLeftRun(): string | null {
  const id = left
  left = null
  return id
}
