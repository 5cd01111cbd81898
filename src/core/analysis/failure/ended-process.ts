import type { FailureClass } from './classes.ts'
import { classOfMessage } from './rules/by-message.ts'
import { lastErrorLine } from './last-error-line.ts'

/** The end of a process that the agent started. */
export interface EndedProcess {
  /** The program and its arguments. */
  command: string
  exitCode: number | null
  signal: string | null
  /** The text that it wrote on standard error. */
  stderr: string
}

/** Accepts a process that ended with another code than 0, or by a signal. */
export function isFailedProcess(ended: EndedProcess | null | undefined): ended is EndedProcess {
  if (!ended) return false
  return ended.signal !== null || (ended.exitCode !== null && ended.exitCode !== 0)
}

/** Names the class of a failed process by the line on standard error that tells why it failed. */
export function classOfProcess({ stderr }: Pick<EndedProcess, 'stderr'>): FailureClass {
  const message = lastErrorLine(stderr)
  const found = message === null ? null : classOfMessage({ name: 'Error', message })
  return found ?? 'process_failed'
}
