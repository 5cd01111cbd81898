import { join, relative, sep } from 'node:path'
import type { CommandPlace } from '../core/words/diagnosis/rerun-command.ts'
import { repositoryOf } from '../storage/repository-of.ts'

/** The start of a test run, for the commands and paths that it prints. */
export interface Launch {
  /** The folder in which Vitest was started. */
  startedIn: string
  /** The folder of the git repository; the root of the run where there is none. */
  repository: string
  /** The flags that chose the root and the configuration. */
  flags: string[]
}

/** Flags without which the same command would run other tests. */
const CHOOSING: Record<string, string> = {
  '--root': '--root',
  '-r': '--root',
  '--config': '--config',
  '-c': '--config',
  '--dir': '--dir',
}

/** Reads how a test run was started. */
export function readLaunch(root: string, argv = process.argv, startedIn = process.cwd()): Launch {
  return { startedIn, repository: repositoryOf(root) ?? root, flags: choosingFlags(argv) }
}

function choosingFlags(argv: readonly string[]): string[] {
  const flags: string[] = []
  for (const [at, word] of argv.entries()) {
    const [name, value = argv[at + 1]] = word.split(/=(.*)/s) as [string, string | undefined]
    const flag = Object.hasOwn(CHOOSING, name) ? CHOOSING[name] : undefined
    if (flag !== undefined && value !== undefined && value !== '') flags.push(flag, value)
  }
  return flags
}

/** Reads the facts that the commands of a report depend on. */
export function commandPlace(root: string): CommandPlace {
  const { flags, startedIn } = readLaunch(root)
  return { flags, fromStart: (file) => relative(startedIn, join(root, file)) }
}

/** The folder of a root within its repository, with `/` at its end; empty for the repository itself. */
export function folderInRepository(root: string): string {
  const { GITHUB_WORKSPACE: workspace } = process.env
  const folder = relative(workspace || (repositoryOf(root) ?? root), root)
  return folder === '' || folder.startsWith('..') ? '' : `${folder.split(sep).join('/')}/`
}
