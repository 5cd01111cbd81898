import type { RecordedAction } from '../../../core/cassette/schema.ts'

/** The state of a served connection, as far as the server waits for it. */
export interface HeardSoFar {
  /** A recorded message of the client was sent again. */
  isAsked(index: number): boolean
  /** The last of them, in the order of the recording; -1 before the first. */
  furthest: number
  /** The recorded requests of the server that were sent, and that the client has not answered. */
  unanswered: readonly RecordedAction[]
}

/** The messages that a recorded server sent by itself, and the order in which they wait for the client. */
export class ServerStatements {
  readonly #client: readonly RecordedAction[]
  readonly #isSkipped: (index: number) => boolean
  /** Messages that wait no more for those of the client that came before them in the recording. */
  readonly #overdue = new Set<number>()
  #waiting: RecordedAction[]

  /**
   * @param messages The recorded messages of both sides, in order.
   * @param isSkipped Returns `true` for an action that does not happen in this replay.
   */
  constructor(messages: readonly RecordedAction[], isSkipped: (index: number) => boolean) {
    this.#client = messages.filter(({ mcp }) => mcp?.from === undefined)
    this.#waiting = messages.filter(({ mcp }) => mcp?.from === 'server')
    this.#isSkipped = isSkipped
  }

  /** Takes the next message whose turn has come. */
  take(heard: HeardSoFar): RecordedAction | undefined {
    this.#waiting = this.#waiting.filter(({ index }) => !this.#isSkipped(index))
    const lanes = new Set<number | undefined>()
    for (const [at, message] of this.#waiting.entries()) {
      const lane = message.mcp!.of
      if (!lanes.has(lane) && this.#isReady(message, heard)) {
        this.#waiting.splice(at, 1)
        return message
      }
      lanes.add(lane)
    }
    return undefined
  }

  /** Returns `true` once all is said that came before a response. */
  isComplete(response: RecordedAction, heard: HeardSoFar): boolean {
    const isLeft = this.#waiting.some(
      ({ index, mcp }) => mcp!.of === response.index && !this.#isSkipped(index),
    )
    return !isLeft && !waitsForAnswer(response.index, endOf(response), heard)
  }

  /** Returns `true` while a message of a request that was asked waits for others of the client. */
  isHeldBack(heard: HeardSoFar): boolean {
    return this.#waiting.some(({ mcp }) => mcp!.of !== undefined && heard.isAsked(mcp!.of))
  }

  /** Lets what belongs to a request that was asked come without the others. */
  hurry(heard: HeardSoFar): void {
    for (const { index, mcp } of this.#waiting)
      if (mcp!.of !== undefined && heard.isAsked(mcp!.of)) this.#overdue.add(index)
  }

  #isReady(message: RecordedAction, heard: HeardSoFar): boolean {
    const { index, start, mcp } = message
    if (waitsForAnswer(mcp!.of, start, heard)) return false
    if (mcp!.of !== undefined && !heard.isAsked(mcp!.of)) return false
    if (this.#overdue.has(index)) return true
    const before = this.#client.findLast((one) => one.index < index && !this.#isSkipped(one.index))
    return before === undefined || heard.furthest >= before.index
  }
}

/** When it was sent, the client had answered an earlier question, and now it has not. */
function waitsForAnswer(
  lane: number | undefined,
  time: number,
  { unanswered }: HeardSoFar,
): boolean {
  return unanswered.some(
    (question) =>
      question.mcp!.of === lane && question.outputs !== undefined && endOf(question) <= time,
  )
}

function endOf({ start, duration }: RecordedAction): number {
  return start + duration
}
