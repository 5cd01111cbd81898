import type { ConsoleLine } from '../../core/run-events/schema.ts'
import { isoOf, spanIdOf } from '../context/execution-id.ts'
import { workerState } from '../context/scope.ts'
import type { Printed } from '../open-runs/printed.ts'

/** The most characters that are kept of what a run prints, and of one piece of it. */
const MOST = 64 * 1024
const MOST_OF_ONE = 4 * 1024

/** The texts that a run has printed, redacted; of a run that prints much, the beginning. */
export class KeptOutput {
  readonly lines: ConsoleLine[] = []
  readonly #traceId: string
  readonly #redact: (text: string) => string
  #room = MOST

  constructor(traceId: string, redact: (text: string) => string) {
    this.#traceId = traceId
    this.#redact = redact
  }

  /** Keeps a piece of text; `undefined` where there is no room for it. */
  add({ stream, text, parent }: Printed): ConsoleLine | undefined {
    if (this.#room <= 0) return undefined
    const whole = this.#redact(text.replace(/\n$/, ''))
    const most = Math.min(MOST_OF_ONE, this.#room)
    const kept = whole.length > most ? `${whole.slice(0, most)} ... (cut)` : whole
    this.#room -= kept.length + 1
    const line = {
      at: isoOf(workerState.date()),
      spanId: parent === null ? null : spanIdOf(this.#traceId, parent),
      stream,
      text: kept,
    }
    this.lines.push(line)
    return line
  }
}
