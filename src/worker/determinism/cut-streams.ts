import { seededRandom } from '../../core/analysis/determinism/seeded-random.ts'
import type { Perturbation } from '../environment/read-ledger.ts'
import type { ReplayResponse } from '../intercept/http-call.ts'
import { cutElsewhere } from './cut-elsewhere.ts'

/** Cuts streamed bodies elsewhere: within lines, events and characters, as a network does. */
export function cutStreams({ seed }: Perturbation): (response: ReplayResponse) => ReplayResponse {
  const random = seededRandom(`${seed} chunks`)
  return (response) =>
    response.pieces.length < 2
      ? response
      : { ...response, pieces: cutElsewhere(response.pieces, seed, random) }
}
