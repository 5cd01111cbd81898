import type { JsonValue } from '../../src/core/json.ts'
import { captureValue } from '../../src/core/cassette/value.ts'
import { compareWithTolerance } from '../../src/core/divergence/differences/tolerance.ts'
import { createRedactor } from '../../src/core/redaction/index.ts'
import { HOSTILE_PIECES, RULE_PIECES } from '../core/redaction/hostile-pieces.ts'
import { cpuTime } from './cpu-time.ts'

function timeOf(piece: string, length: number): number {
  const hostile = piece.repeat(Math.ceil(length / piece.length))
  return cpuTime(() => createRedactor({}).text(hostile)).ms
}

/** The pieces that take longest in a text of the given length. */
function worstOf(pieces: readonly string[], length: number, count: number): string[] {
  return pieces
    .map((piece) => ({ piece, time: timeOf(piece, length) }))
    .toSorted((one, other) => other.time - one.time)
    .slice(0, count)
    .map(({ piece }) => piece)
}

/** The longest that one of the pieces takes, repeated to a text of this length. */
function longest(pieces: readonly string[], length: number): number {
  return Math.max(...pieces.map((piece) => timeOf(piece, length)))
}

/** Milliseconds of CPU time for inputs that are made to take long. */
export function hostileTextsWork(): {
  text: number
  rules: number
  stream: number
  unordered: number
} {
  const stream = Array.from({ length: 100_000 }, (): JsonValue => ({
    choices: [{ index: 0, delta: { content: 'sk-' }, finish_reason: null }],
  }))
  const numbers = Array.from({ length: 20_000 }, (_, index) => index % 7)
  const [recorded, replayed] = [captureValue(numbers, 'a'), captureValue(numbers.toReversed(), 'b')]
  const rules = [
    { path: '$', unordered: true },
    { path: '$[*]', absolute: 0.1 },
  ] as const
  return {
    // Work that is slower than linear is among the worst of a twentieth already.
    text: longest(worstOf(HOSTILE_PIECES, 500_000, 8), 10_000_000),
    rules: longest(RULE_PIECES, 200_000),
    stream: cpuTime(() => createRedactor({}).events(stream)).ms,
    unordered: cpuTime(() => compareWithTolerance(recorded, replayed, { rules: [...rules] })).ms,
  }
}
