import { levelRequest } from '../../../core/matching/level-request.ts'
import type { Matchable } from '../../../core/matching/matchable.ts'
import type { Redactor } from '../../../core/redaction/index.ts'

/** Requests in the form in which they are compared, each brought into it once. */
export class ReducedRequests {
  readonly #redactor: Redactor
  #known = new WeakMap<Matchable, Matchable>()

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  of(request: Matchable): Matchable {
    const known = this.#known.get(request)
    if (known) return known
    const level = levelRequest(request, this.#redactor)
    this.#known.set(request, level)
    return level
  }

  forget(): void {
    this.#known = new WeakMap()
  }
}
