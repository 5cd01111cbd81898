/**
 * Finds the line of standard error that tells why a process failed: the last that names an exception, else the first that
 * begins like an error, else the last. Progress is written there too.
 */
export function lastErrorLine(stderr: string): string | null {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return (
    lines.findLast((line) => /\b\w*(?:Error|Exception)\b/.test(line)) ??
    lines.find((line) => /^(?:fatal|error|warning)\b/i.test(line)) ??
    lines.at(-1) ??
    null
  )
}
