import { relative } from 'node:path'

/** The last lines of standard error that are shown. */
const MOST_LINES = 20

interface FailedProgram {
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
  artefacts: Record<string, string | null>
  cwd: string
}

/** A program that ended with another exit code than 0, or by a signal. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
  readonly exitCode: number | null
  readonly signal: string | null
  readonly cmd: string
  readonly stdout: string
  readonly stderr: string

  constructor(command: readonly string[], failed: FailedProgram) {
    const cmd = command.map(quote).join(' ')
    super(describe(cmd, failed))
    this.cmd = cmd
    this.exitCode = failed.code
    this.signal = failed.signal
    this.stdout = failed.stdout
    this.stderr = failed.stderr
  }
}

function describe(cmd: string, { code, signal, stderr, artefacts, cwd }: FailedProgram): string {
  const folder = relative(process.cwd(), cwd)
  const parts = [
    `Command failed: ${cmd} ended ${signal === null ? `with exit code ${code}` : `by the signal ${signal}`}`,
    section('stderr:', stderr.trimEnd().split('\n').slice(-MOST_LINES).join('\n')),
    `exit code: ${code ?? signal}`,
    ...Object.entries(artefacts).map(([path, preview]) =>
      section(`artefact ${path}:`, preview ?? 'was not made'),
    ),
    `to reproduce it: ${folder === '' ? '' : `cd ${quote(folder)} && `}${cmd}`,
  ]
  return parts.join('\n')
}

function section(title: string, text: string): string {
  const lines = (text === '' ? 'nothing' : text).split('\n')
  return [title, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** Quotes an argument as a shell wants it. */
function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
