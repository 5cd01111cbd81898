import type { RunReport } from '../../report/schema.ts'
import { selectProject, shellQuote } from '../test-command.ts'

/** The facts of the start of Vitest that a printed command depends on. */
export interface CommandPlace {
  /** The flags that chose the root and the configuration. */
  flags?: readonly string[]
  /** Turns a path of the report into one that is relative to the folder in which Vitest was started. */
  fromStart?: (file: string) => string
}

const MOST_FILES = 8

/**
 * The one command that runs the tests of several runs again; with `records`, it also records anew what differs.
 *
 * @example
 * rerunCommand(runs, { records: true }) // 'npx vitest run a.test.ts b.test.ts -u'
 */
export function rerunCommand(
  runs: readonly RunReport[],
  { records, flags = [], fromStart = (file) => file }: CommandPlace & { records: boolean },
): string {
  const files = [...new Set(runs.map(({ test }) => fromStart(test.file)))].sort()
  const projects = [...new Set(runs.map(({ project }) => project))]
  const words = [
    'npx vitest run',
    ...flags.map(shellQuote),
    ...projects.flatMap((project) => selectProject(project)).map(shellQuote),
    // So many files are the suite.
    ...(files.length <= MOST_FILES ? files.map(shellQuote) : []),
    // Vitest takes a word behind it for its value.
    ...(records ? ['-u'] : []),
  ]
  return words.join(' ')
}
