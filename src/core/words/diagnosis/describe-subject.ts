import type { FailureClass } from '../../analysis/failure/classes.ts'
import type { FailedError } from '../../analysis/failure/failed-error.ts'
import { isFailedProcess, type EndedProcess } from '../../analysis/failure/ended-process.ts'
import { lastErrorLine } from '../../analysis/failure/last-error-line.ts'
import { saidByService } from '../../analysis/failure/said-by-service.ts'
import type { ExplainedEnd } from '../../analysis/explain-end.ts'
import type { Span } from '../../analysis/span.ts'
import { plural } from '../plural.ts'

const LONGEST = 160
const VARIABLE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/
const PACKAGE =
  /(?:package|module) '([^']+)'|load url (\S+)|named '?([\w.-]+)'?|^(\S+) package is not installed/

/** The facts of a failure that its subject is named from. */
export interface SubjectFacts {
  errorClass: FailureClass
  error: FailedError | null
  span: Span | null
  /** The attempts of its call, and the one whose answer says most. */
  attempts?: { count: number; telling: Span } | null
  form?: ExplainedEnd['form']
  /** The call that an agent repeated most. */
  repeated?: { name: string; count: number } | undefined
  /** Processes that the policy dropped. */
  dropped?: readonly string[]
  /** Tools that the last answer asks for, and that were not offered. */
  unoffered?: readonly string[]
  /** The action that was under way when the run was cut off. */
  pending?: { name: string; ageMs: number } | undefined
}

/**
 * Names what failed: the variable, the package, the process or the action, with what is said of it. Texts of errors are
 * cut to one line.
 */
export function describeSubject(facts: SubjectFacts): string {
  const { errorClass, error, span, pending } = facts
  if (!error && !span && pending) return `${pending.name}, after ${Math.round(pending.ageMs)} ms`
  const ended = span?.ended?.()
  if (isFailedProcess(ended)) return describeEnded(ended)
  const message = error ? oneLine(error.message) : null
  const variable = message ? VARIABLE.exec(message)?.[0] : undefined
  if (variable && (errorClass === 'missing_credentials' || errorClass === 'missing_variable'))
    return variable
  const found = message && errorClass === 'missing_package' ? PACKAGE.exec(message) : null
  const missing = found?.slice(1).find((part) => part !== undefined)
  if (missing !== undefined) return missing
  const isProcess = errorClass === 'process_failed' || typeof error?.fields?.['cmd'] === 'string'
  if (isProcess && error) return describeProcess(error, message!)
  const where = span ? [nameOf(span), ...describeAttempts(facts)].join(', ') : null
  const said = sayService(facts) ?? (message === null ? null : sayError(error!, message))
  const loop =
    facts.form === 'loop' && facts.repeated
      ? `${facts.repeated.name} ${plural(facts.repeated.count, 'time')} with the same arguments`
      : null
  const named =
    facts.form === 'dropped'
      ? facts.dropped
      : errorClass === 'tool_missing'
        ? facts.unoffered?.filter((tool) => !said?.includes(tool))
        : undefined
  const names = named?.length ? oneLine(named.join(', ')) : null
  const parts = [where, loop, names, said].filter((part) => part !== null)
  return parts.join(', ') || 'no error and no failed action'
}

/** The attempts of a call that was tried again, and when its service asks to be called again. */
function describeAttempts({ attempts }: SubjectFacts): string[] {
  if (!attempts) return []
  const after = attempts.telling.status === 429 ? attempts.telling.retryAfter?.() : null
  return [
    ...(attempts.count > 1 ? [`in ${plural(attempts.count, 'attempt')}`] : []),
    ...(after ? [oneLine(after)] : []),
  ]
}

/** The words of the service: of an answer that refused, and of a page that came in the place of data. */
function sayService({
  span,
  attempts,
  form,
}: Pick<SubjectFacts, 'span' | 'attempts' | 'form'>): string | null {
  const telling = attempts?.telling ?? span
  if (telling && form === 'no_answer') return quoted(saidByService(telling.page?.() ?? undefined))
  if (!telling || (form !== 'page' && (telling.status ?? 0) < 400)) return null
  return quoted(saidByService(telling.errorBody?.()))
}

function quoted(said: string | null): string | null {
  return said === null ? null : `"${oneLine(said)}"`
}

/** Describes in one line why an action failed; `null` where nothing is known of it. */
export function sayFailure(span: Span, error: FailedError | null): string | null {
  return sayService({ span }) ?? (error && sayError(error, oneLine(error.message)))
}

/** The error of an agent by name; ours say who speaks by themselves. */
function sayError({ name, code, fields }: FailedError, message: string): string {
  if (OWN.test(message)) return message.replace(OWN, '')
  // A connection is known by its code alone, and a URL that is none by what it was made of.
  const input = code === 'ERR_INVALID_URL' && typeof fields?.['input'] === 'string'
  const facts = [
    PLATFORM.test(String(code)) ? code : undefined,
    input ? fields['input'] : undefined,
  ].filter((fact) => typeof fact === 'string' && !message.includes(fact))
  return `${name}: ${message}${facts.length > 0 ? ` (${oneLine(facts.join(', '))})` : ''}`
}

/** A code of Node or undici; a provider's own are in lower case, and in its message. */
const PLATFORM = /^[A-Z][A-Z0-9_]+$/

const OWN = /^\[vitest-replay\] (?:Failed to \w+ "[^"]*": )?/

/** Names an action with its status: `chat gpt-4o, status 429`. */
function nameOf({ name, status }: Span): string {
  return status && status >= 400 ? `${name}, status ${status}` : name
}

function describeEnded({ command, exitCode, signal, stderr }: EndedProcess): string {
  const end = signal === null ? `ended with exit code ${exitCode}` : `ended by ${signal}`
  const line = lastErrorLine(stderr)
  return `"${oneLine(command)}" ${end}${line === null ? '' : `: ${oneLine(line)}`}`
}

function describeProcess({ code, fields }: FailedError, message: string): string {
  const command = typeof fields?.['cmd'] === 'string' ? oneLine(fields['cmd']) : message
  const signal = fields?.['signal']
  const end =
    typeof signal === 'string'
      ? `ended by ${signal}`
      : code === undefined
        ? 'ended'
        : `ended with exit code ${code}`
  const stderr = fields?.['stderr']
  return `"${command}" ${end}${typeof stderr === 'string' ? `: ${oneLine(stderr)}` : ''}`
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 3)}...`
}
