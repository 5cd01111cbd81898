/**
 * Prints a value as JSON for programs. What a log of GitHub Actions or Azure Pipelines would obey wherever it stands is
 * escaped, which does not change the value.
 */
export function jsonForLogs(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/#(?=#(?:vso)?\[)/g, '\\u0023')
}
