import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { ProcessInput, ProcessScript } from '../../context/process-call.ts'

type Event = ProcessScript['events'][number]

/** The output of a recorded server that is no message, and its exit. */
export class SideEvents {
  readonly #outputs: Event[]
  readonly #exit: Event
  /** It ended by itself, after so many lines of its client. */
  readonly #lasts: number
  /** The recorded lines: what came after more inputs came at the end. */
  readonly #most: number
  readonly #lines: () => number
  isOver = false

  /** @param lines Counts the lines of the client so far, those included that this replay leaves out. */
  constructor(script: ProcessScript, { process }: RecordedAction, lines: () => number) {
    const events = process?.events?.length ? script.events : []
    this.#outputs = events.filter(({ kind }) => kind === 'output')
    const exit = events.find((event) => event.kind === 'exit')
    this.#exit = { kind: 'exit', exit: exit?.exit ?? { code: 0, signal: null }, after: 0 }
    this.#lasts = exit && exit.after <= (process?.lines ?? 0) ? exit.after : Infinity
    this.#most = process?.lines ?? 0
    this.#lines = lines
  }

  /** Takes what waits for nothing any more. */
  due({ isEnded, signals }: ProcessInput): Event[] {
    if (this.isOver) return []
    const lines = this.#lines()
    const count = lines + (isEnded ? 1 : 0) + signals.length
    this.isOver = isEnded || signals.length > 0 || lines >= this.#lasts
    const due: Event[] = []
    while (
      this.#outputs[0] &&
      (this.isOver || this.#outputs[0].after <= Math.min(count, this.#most))
    )
      due.push({ ...this.#outputs.shift()!, after: 0 })
    return this.isOver ? [...due, this.#exit] : due
  }
}
