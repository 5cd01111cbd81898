import { isDrawnText } from './stand-in.ts'

/**
 * The entry of a cassette for a secret that it holds a placeholder of.
 *
 * - four hexadecimal digits: a hash of it, which distinguishes it from others
 * - `guessable`: too few values are likely for a hash to be kept
 * - `given`: an answer brought it, and a replay passes on what stands for it: what does not come from there is another one
 * - `environment`: it comes from a variable, which is another one on another machine
 * - `varies`: the run was not seen to send it again when the recording was verified
 */
export type SecretState = string

/**
 * A secret of a cassette: the placeholder without its frame, the state of the secret, and the variables that held it where the
 * placeholder does not name them. Of a key with a known form it names the form, and a machine whose variable has a value of
 * another form is to give it the same placeholder.
 */
export type RecordedSecret =
  | [placeholder: string, state: SecretState]
  | [placeholder: string, state: SecretState, variables: string[]]
export type RecordedSecrets = ReadonlyArray<Readonly<RecordedSecret>>

/** The secrets of a recording, to be looked up. */
export interface SecretIndex {
  /** The highest number of each kind. */
  readonly numbers: ReadonlyMap<string, number>
  placeholderOf(kind: string, secret: string): string | undefined
  /** `undefined` for a text that only looks like a placeholder of the recording. */
  stateOf(placeholder: string): SecretState | undefined
}

const DIGITS = 4
const HASH = /^[0-9a-f]{4}$/
export const GIVEN = 'given'
/** Of a secret in a recording without a list, which is extended; no cassette lists it. */
export const UNLISTED = 'unlisted'

/** Checks that a secret has a hash. */
export function isHash(state: SecretState): boolean {
  return HASH.test(state)
}

/** Checks that the number of its placeholder distinguishes a secret from others. */
export function isCompared(state: SecretState): boolean {
  return isHash(state) || state === GIVEN
}

/** Of these another one passes: too few values are likely for a hash, or none was the same when the recording was verified. */
export function isNotCompared(state: SecretState | undefined): boolean {
  return state === 'guessable' || state === 'varies' || state === UNLISTED
}

/**
 * Names the variables that held a secret when it was recorded.
 *
 * @example
 * variablesBehind(['openai-key:1', 'environment', ['OPENAI_API_KEY']]) // ['OPENAI_API_KEY']
 */
export function variablesBehind([placeholder, , named = []]: Readonly<RecordedSecret>): string[] {
  const kind = placeholder.slice(0, placeholder.lastIndexOf(':'))
  const own = kind.startsWith('env-') ? [kind.slice('env-'.length)] : []
  return [...own, ...named]
}

/** The one placeholder that a recording has for each variable. */
function placeholdersByVariable(recorded: RecordedSecrets): Map<string, string> {
  const found = new Map<string, string>()
  const several = new Set<string>()
  for (const secret of recorded) {
    for (const name of variablesBehind(secret)) {
      if (found.has(name)) several.add(name)
      else found.set(name, `<redacted:${secret[0]}>`)
    }
  }
  for (const name of several) found.delete(name)
  return found
}

/**
 * Makes the secrets of a cassette ready to be looked up.
 *
 * @param namesOf Finds the variables that hold a secret on this machine.
 */
export function indexSecrets(
  recorded: RecordedSecrets,
  recording?: { placeholderOf: (secret: string, kind: string) => string | undefined },
  namesOf: (secret: string) => readonly string[] = () => [],
): SecretIndex {
  const byVariable = placeholdersByVariable(recorded)
  const ofVariable = (secret: string) => {
    const name = byVariable.size > 0 && namesOf(secret).find((one) => byVariable.has(one))
    return name ? byVariable.get(name) : undefined
  }
  const numbers = new Map<string, number>()
  const states = new Map<string, SecretState>()
  const hashed = new Map<string, string>()
  for (const [name, state] of recorded) {
    const at = name.lastIndexOf(':')
    const kind = name.slice(0, at)
    const placeholder = `<redacted:${name}>`
    states.set(placeholder, state)
    numbers.set(kind, Math.max(numbers.get(kind) ?? 0, Number(name.slice(at + 1))))
    if (isHash(state)) hashed.set(`${kind} ${state}`, placeholder)
  }
  return {
    numbers,
    placeholderOf: (kind, secret) => {
      // A variable is one secret, whatever its value on this machine.
      if (kind.startsWith('env-') && numbers.get(kind) === 1) return `<redacted:${kind}:1>`
      return (
        recording?.placeholderOf(secret, kind) ??
        hashed.get(`${kind} ${hashSecret(secret)}`) ??
        ofVariable(secret)
      )
    },
    stateOf: (placeholder) => states.get(placeholder),
  }
}

const SHORTEST = 20
const DIFFERENT = 10

/** Returns `true` for a secret that nobody guesses: long, and drawn by chance. */
export function isUnguessable(secret: string): boolean {
  return secret.length >= SHORTEST && new Set(secret).size >= DIFFERENT && isDrawnText(secret)
}

/**
 * Hashes a secret into sixteen bits, which distinguish it from another and do not reveal it: one in 65,536 has the same.
 *
 * @note Without salt: the hashes of one secret in many cassettes are one hash, and reveal no more than it does.
 */
export function hashSecret(secret: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < secret.length; at++) {
    hash = Math.imul(hash ^ secret.charCodeAt(at), 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0').slice(-DIGITS)
}
