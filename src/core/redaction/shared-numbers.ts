import { hashSecret, isHash, type RecordedSecrets } from './recorded-secrets.ts'

/** The numbers that are in use beside a redactor. */
export interface NumbersBeside {
  /** The placeholder that a secret has already; absent where numbers are a recording's own. */
  placeholderOf?(kind: string, secret: string): string | undefined
  /** The highest number of a kind that is in use. */
  highest(kind: string): number
  note?(kind: string, secret: string, placeholder: string): void
}

/**
 * The numbers of the placeholders of several redactors: in all runs of a test a secret has one number, and another has another.
 * So what a run has given can be passed to the next, where a replay passes on a placeholder.
 */
export class SharedNumbers implements NumbersBeside {
  readonly #outer: SharedNumbers | undefined
  readonly #issued = new Map<string, string>()
  readonly #hashed = new Map<string, string>()
  readonly #highest = new Map<string, number>()

  /** @param outer Those of the suite around the test. */
  constructor(outer?: SharedNumbers) {
    this.#outer = outer
  }

  placeholderOf(kind: string, secret: string): string | undefined {
    // A variable is one secret, whatever its value on this machine.
    if (kind.startsWith('env-') && this.highest(kind) === 1) return `<redacted:${kind}:1>`
    return (
      this.#hashed.get(`${kind} ${hashSecret(secret)}`) ??
      this.#issued.get(`${kind} ${secret}`) ??
      this.#outer?.placeholderOf(kind, secret)
    )
  }

  highest(kind: string): number {
    return Math.max(this.#highest.get(kind) ?? 0, this.#outer?.highest(kind) ?? 0)
  }

  note(kind: string, secret: string, placeholder: string): void {
    this.#issued.set(`${kind} ${secret}`, placeholder)
    this.#use(kind, Number(/\d+(?=>$)/.exec(placeholder)![0]))
  }

  /** Takes over the numbers of a recording that is replayed. */
  noteRecorded(secrets: RecordedSecrets): void {
    for (const [name, state] of secrets) {
      const at = name.lastIndexOf(':')
      const kind = name.slice(0, at)
      this.#use(kind, Number(name.slice(at + 1)))
      if (isHash(state)) this.#hashed.set(`${kind} ${state}`, `<redacted:${name}>`)
    }
  }

  #use(kind: string, number: number): void {
    this.#highest.set(kind, Math.max(this.#highest.get(kind) ?? 0, number))
  }
}
