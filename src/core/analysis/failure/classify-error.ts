import type { JsonValue } from '../../json.ts'
import type { FailureClass } from './classes.ts'
import { classOfProcess } from './ended-process.ts'
import { innermostFirst, type FailedError } from './failed-error.ts'
import { classOfCode } from './rules/by-code.ts'
import { classOfMessage } from './rules/by-message.ts'
import { classOfName } from './rules/by-name.ts'
import { classOfErrorBody, classOfStatus } from './rules/by-response.ts'

/** The known facts of a failure. */
export interface FailureFacts {
  error: FailedError | null
  /** The HTTP status of the action. */
  status?: number | null
  /** Reads the answer's body, parsed; called where its status is an error. */
  errorBody?: () => JsonValue | undefined
  /** `true` if a replay had no recorded answer for it. */
  blocked?: boolean
}

/** The fact that decided the class of a failure, the strongest first. */
export type Basis = 'policy' | 'body' | 'status' | 'code' | 'name' | 'process' | 'message' | 'none'

/** The class of a failure and what decided it. */
export interface ClassifiedFailure {
  class: FailureClass
  basis: Basis
  /** The error of the chain that decided; `null` where the exchange did. */
  error: FailedError | null
}

/**
 * Names the class of a failure: by the exchange's body and status, then by the innermost error that is known by status,
 * code or name, then by a failed process, then by message. A thrown error that no rule knows is the agent's own.
 *
 * @example
 * classifyFailure({ error: null, status: 429 }) // { class: 'rate_limit', basis: 'status', error: null }
 */
export function classifyFailure({
  error,
  status,
  errorBody,
  blocked,
}: FailureFacts): ClassifiedFailure {
  if (blocked)
    return { class: (error && classOfCode(error)) ?? 'not_recorded', basis: 'policy', error: null }
  const byExchange = status ? ofExchange(status, errorBody?.()) : null
  if (byExchange) return { ...byExchange, error: null }
  if (!error) return { class: 'unknown', basis: 'none', error: null }
  const chain = innermostFirst(error)
  let cancelled: ClassifiedFailure | null = null
  for (const rule of RULES) {
    for (const one of chain) {
      const found = rule.find(one)
      // A request that was aborted has failed, too.
      if (cancelled && found === 'connection' && rule.basis === 'message') continue
      if (found && found !== 'cancelled') return { class: found, basis: rule.basis, error: one }
      // The reason of the abort is more specific: a time limit of the SDK aborts the call, too.
      if (found) cancelled ??= { class: found, basis: rule.basis, error: one }
    }
  }
  const isWrapper = chain.some(({ name }) => WRAPPERS.has(name))
  return cancelled ?? { class: isWrapper ? 'unknown' : 'agent_error', basis: 'none', error }
}

/** Errors of libraries that say nothing where what they wrap is not known: they are not the agent's own. */
const WRAPPERS = new Set(['AI_RetryError'])

/** Returns the class alone. */
export function failureClass(facts: FailureFacts): FailureClass {
  return classifyFailure(facts).class
}

const RULES: ReadonlyArray<{ basis: Basis; find: (error: FailedError) => FailureClass | null }> = [
  { basis: 'status', find: ofCarriedStatus },
  { basis: 'code', find: classOfCode },
  { basis: 'name', find: ofName },
  { basis: 'process', find: ofProcess },
  { basis: 'message', find: classOfMessage },
]

function ofExchange(
  status: number,
  body: JsonValue | undefined,
): Pick<ClassifiedFailure, 'class' | 'basis'> | null {
  const found = classOfStatus(status)
  if (!found) return null
  const said = body === undefined ? null : classOfErrorBody(body)
  return said ? { class: said, basis: 'body' } : { class: found, basis: 'status' }
}

/** An error of an SDK carries the status of its answer, and of the body its code, type and message. */
function ofCarriedStatus(error: FailedError): FailureClass | null {
  const { fields, code, message } = error
  const status = error.status ?? fields?.['status'] ?? fields?.['statusCode']
  if (typeof status !== 'number' || status < 400 || status > 599) {
    // An error within a stream that began well has a type and no status.
    return isProviderError(error) ? classOfErrorBody(bodyOf(error)) : null
  }
  const body = bodyOf({ ...error, message: bodyMessage(message) })
  return classOfErrorBody(body) ?? (code === 'content_filter' ? code : classOfStatus(status))
}

function isProviderError({ fields, name, class: constructor }: FailedError): boolean {
  return (
    /^(APIError|APICallError|AI_APICallError)$/.test(constructor ?? name) ||
    typeof fields?.['requestID'] === 'string' ||
    (fields !== undefined && 'request_id' in fields)
  )
}

function bodyOf({ code, fields, message }: FailedError): JsonValue {
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const inner = fields?.['error'] as JsonValue | undefined
  const nested = inner === undefined ? null : inner
  const type = text(fields?.['type'])
  const own = { code: text(code), type, message } satisfies JsonValue
  return nested !== null && typeof nested === 'object' && !Array.isArray(nested)
    ? {
        error: {
          ...own,
          ...('error' in nested ? (nested['error'] as object) : nested),
        } as JsonValue,
      }
    : { error: own }
}

/** Messages of SDKs begin with the status, and some go on with the whole body. */
function bodyMessage(message: string): string {
  return message.replace(/^\d{3} /, '')
}

/** The finish reason of an object that could not be parsed says whether it was cut off. */
function ofName(error: FailedError): FailureClass | null {
  const found = classOfName(error)
  const reason = error.fields?.['finishReason']
  if (found === 'invalid_output' && reason === 'length') return 'truncated'
  if (found === 'invalid_output' && reason === 'content-filter') return 'content_filter'
  return found
}

/** A process that ended with a code or by a signal; what it wrote on standard error may name the class. */
function ofProcess({ message, code, fields }: FailedError): FailureClass | null {
  const isProcess =
    fields !== undefined &&
    ('cmd' in fields || 'exitCode' in fields || 'spawnargs' in fields || 'killed' in fields)
  if (!isProcess && !message.startsWith('Command failed')) return null
  if (!isProcess && code === undefined) return 'process_failed'
  const stderr = fields?.['stderr']
  // Node kills a process whose time is over, and says no more of it.
  if (fields?.['killed'] === true && typeof fields['signal'] === 'string') return 'timeout'
  return classOfProcess({ stderr: typeof stderr === 'string' ? stderr : '' })
}
