let changes = 0

/** The number of times that a variable of the environment was set while runs went on. */
export function variableChanges(): number {
  return changes
}

/** Counts that a variable was set. */
export function countVariableChange(): void {
  changes++
}
