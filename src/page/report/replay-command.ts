import type { RunReport } from '../../core/report/schema.ts'

/**
 * The command that replays a run. Vitest's `-t` takes a regular expression over the names of suites
 * and test. A test's name is untrusted: it is quoted for the shell, and characters that could end a
 * line are dots in the pattern.
 */
export function replayCommand(run: RunReport): string {
  const pattern = run.test.fullName
    .split(' > ')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '.')
  const file = run.test.file.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?')
  const project = run.project === '' ? '' : ` --project ${quote(run.project)}`
  return `npx vitest run ${quote(file)}${project} -t ${quote(pattern)}`
}

function quote(text: string): string {
  return /^[\w./@:-]+$/.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`
}
