/** A program and its arguments, and the folder that paths are named by. */
export interface CommandLine {
  /** The program, and its arguments; of a shell, its command is the third. */
  command: readonly string[]
  root: string
}

/** Names that are shown of an argument: a subcommand, a script, an option. */
const PLAIN = /^[\w@.:+-]{1,40}$/

/**
 * Names a child process by its program and its first argument, without what may differ from one run to the next.
 *
 * @example
 * processName({ command: ['/usr/bin/git', 'diff', '--stat'], root: '/project' }) // 'git diff'
 */
export function processName({ command, root }: CommandLine): string {
  const shell = shellCommand(command)
  const words = shell === undefined ? command : wordsOf(shell)
  const [program = '', ...rest] = words
  const first = lastPart(program) === 'node' ? (rest.find(isScript) ?? rest[0]) : rest[0]
  const shown = first === undefined ? '' : plainArgument(first, root)
  return shown === '' ? lastPart(program) : `${lastPart(program)} ${shown}`
}

const SHELL = /(?:^|[/\\])(?:ba|da|z|k|a)?sh$/

/** Returns the command that a shell is to run; `undefined` for another program. */
export function shellCommand(command: readonly string[]): string | undefined {
  const [program = '', option, text] = command
  if (command.length === 3 && option === '-c' && SHELL.test(program)) return text
  // `cmd /d /s /c "..."`, as Node calls it on Windows.
  const isWindows = /cmd(\.exe)?$/i.test(program) && command.length === 5 && command[3] === '/c'
  return isWindows ? command[4]!.replace(/^"|"$/g, '') : undefined
}

/** The words of a shell's command, without their quotes. */
function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []).map((word) =>
    word.replace(/^(["'])(.*)\1$/, '$2'),
  )
}

function isScript(argument: string): boolean {
  return /^[^-].*\.[cm]?[jt]s$/.test(argument)
}

/** A path elsewhere, such as that of a temporary folder, is another one in each run. */
function plainArgument(argument: string, root: string): string {
  const isElsewhere = /^(\/|[A-Za-z]:\\)/.test(argument) && !argument.startsWith(root)
  const shown = lastPart(argument)
  return !isElsewhere && PLAIN.test(shown) ? shown : ''
}

function lastPart(path: string): string {
  return path
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1)!
}
