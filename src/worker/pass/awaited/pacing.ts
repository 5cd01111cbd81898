import type { Pace } from '../../../core/faults/pace.ts'
import type { HttpCall, HttpVerdict, ReplayResponse } from '../../context/http-call.ts'

/** Waits for so many milliseconds of the clock of the run. A request that does is not work that goes on. */
export type Pause = (milliseconds: number, isRequest: boolean) => Promise<void>

/** The recorded answers that come late, by the indices of their actions. */
export class Pacing {
  /** The indices of those that came whole to a client that still waited. */
  readonly delivered = new Set<number>()
  readonly #paces: ReadonlyMap<number, Pace>
  #pause: Pause = async () => {}
  #isOver = () => false

  constructor(paces: ReadonlyMap<number, Pace>) {
    this.#paces = paces
  }

  /** Follows the run on whose clock it waits. */
  watch(run: { pause: Pause; isOver: () => boolean }): void {
    this.#pause = run.pause
    this.#isOver = run.isOver
  }

  /** Resolves when an answer comes, and lets its body come as late. */
  async turnOf({ index }: { index: number }, verdict: HttpVerdict, call: HttpCall): Promise<void> {
    const pace = this.#paces.get(index)
    if (!pace || verdict.kind !== 'respond') return
    const isWaiting = () =>
      !this.#isOver() && call.signal?.aborted !== true && call.isWaiting?.() !== false
    if (pace.head > 0) await this.#pause(pace.head, true)
    if (!isWaiting()) return
    if (pace.pieces.some((gap) => gap > 0)) this.#slow(index, pace, verdict.response, isWaiting)
    else this.delivered.add(index)
  }

  #slow(index: number, { pieces }: Pace, response: ReplayResponse, isWaiting: () => boolean): void {
    const { ready, pieces: body } = response
    let at = 0
    response.ready = async (received) => {
      await ready?.(received)
      const piece = at++
      const gap = pieces[piece] ?? 0
      if (gap > 0) await this.#pause(gap, false)
      if (piece === body.length && isWaiting()) this.delivered.add(index)
    }
    // Pieces that are sent at once would all come with the first.
    response.streamed = true
  }
}
