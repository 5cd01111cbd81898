import { seededRandom } from '../../core/seeded-random.ts'
import type { ReplayResponse } from '../context/http-call.ts'
import type { Perturbation } from './read-ledger.ts'

/** Cuts streamed bodies at other places: within lines, events and characters, as a network does. */
export function cutStreams({ seed }: Perturbation): (response: ReplayResponse) => ReplayResponse {
  const random = seededRandom(`${seed} chunks`)
  return (response) =>
    response.pieces.length < 2
      ? response
      : { ...response, pieces: cutElsewhere(response.pieces, seed, random) }
}

/**
 * Cuts the same bytes into other pieces: never at the old boundaries, at least once in the middle
 * of a multi-byte character if there is one, and into more or fewer pieces by turns, so that any
 * dependence on boundaries shows within three consecutive seeds.
 */
export function cutElsewhere(
  pieces: readonly Uint8Array[],
  seed: number,
  random: () => number,
): Uint8Array[] {
  const whole = Buffer.concat(pieces)
  const size = (whole.length / pieces.length) * (seed % 2 === 0 ? 0.5 : 2)
  const cuts = new Set<number>()
  for (let at = 0; at < whole.length;) cuts.add((at += 1 + Math.floor(random() * 2 * size)))
  const within = insideCharacters(whole)
  for (const at of within) if (random() < 0.25) cuts.add(at)
  const any = within[Math.floor(random() * within.length)]
  if (any !== undefined) cuts.add(any)
  for (const end of endsOf(pieces)) cuts.delete(end)
  const places = [...cuts].filter((at) => at < whole.length).sort((a, b) => a - b)
  return [0, ...places].map((from, at) => whole.subarray(from, places[at] ?? whole.length))
}

function endsOf(pieces: readonly Uint8Array[]): number[] {
  let end = 0
  return pieces.map(({ length }) => (end += length))
}

/** Positions within a multi-byte character of UTF-8. */
function insideCharacters(bytes: Uint8Array): number[] {
  return Array.from(bytes.keys()).filter((at) => at > 0 && (bytes[at]! & 0xc0) === 0x80)
}
