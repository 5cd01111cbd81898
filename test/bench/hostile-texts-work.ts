import type { JsonValue } from '../../src/core/json.ts'
import { captureValue } from '../../src/core/cassette/value.ts'
import { compareWithTolerance } from '../../src/core/divergence/differences/tolerance.ts'
import { createRedactor } from '../../src/core/redaction/index.ts'
import { HOSTILE_PIECES } from '../core/redaction/hostile-pieces.ts'
import { cpuTime } from './cpu-time.ts'

const LENGTH = 10_000_000

/** Milliseconds of CPU time for inputs that are made to take long. */
export function hostileTextsWork(): { text: number; stream: number; unordered: number } {
  const texts = HOSTILE_PIECES.map((piece) => {
    const hostile = piece.repeat(Math.ceil(LENGTH / piece.length))
    return cpuTime(() => createRedactor({}).text(hostile)).ms
  })
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
    text: Math.max(...texts),
    stream: cpuTime(() => createRedactor({}).events(stream)).ms,
    unordered: cpuTime(() => compareWithTolerance(recorded, replayed, { rules: [...rules] })).ms,
  }
}
