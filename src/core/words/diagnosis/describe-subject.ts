import type { FailureClass } from '../../analysis/failure/classes.ts'
import type { FailedError } from '../../analysis/failure/failed-error.ts'
import type { Span } from '../../analysis/signals.ts'

const LONGEST = 160
const VARIABLE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/
const PACKAGE =
  /(?:package|module) '([^']+)'|load url (\S+)|named '?([\w.-]+)'?|^(\S+) package is not installed/

/** The facts of a failure that its subject is named from. */
export interface SubjectFacts {
  errorClass: FailureClass
  error: FailedError | null
  span: Span | null
  /** The action that was under way when the run was cut off. */
  pending?: { name: string; ageMs: number } | undefined
}

/**
 * Names what failed: the variable, the package, the process or the action, with what is said of it. Texts of errors are
 * cut to one line.
 */
export function describeSubject({ errorClass, error, span, pending }: SubjectFacts): string {
  if (!error && !span && pending) return `${pending.name}, after ${Math.round(pending.ageMs)} ms`
  const message = error ? oneLine(error.message) : null
  const variable = message ? VARIABLE.exec(message)?.[0] : undefined
  if (variable && (errorClass === 'missing_credentials' || errorClass === 'missing_variable'))
    return variable
  const found = message && errorClass === 'missing_package' ? PACKAGE.exec(message) : null
  const missing = found?.slice(1).find((part) => part !== undefined)
  if (missing !== undefined) return missing
  if (errorClass === 'process_failed' && error) return describeProcess(error, message!)
  const where = span ? nameOf(span) : null
  const said = message === null ? null : sayError(error!, message)
  return [where, said].filter((part) => part !== null).join(', ') || 'no error and no failed action'
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
