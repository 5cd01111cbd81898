import { diffText } from '../../src/core/words/text-diff.ts'
import { cpuTime } from './cpu-time.ts'

/** The position of the changed lines: one after the other, or each between two that both texts have. */
export type Layout = 'in a row' | 'every other line'

/** Milliseconds of CPU time to show the difference of two texts that differ in so many lines. */
export function textDiffWork(changed: number, layout: Layout): { ms: number; lines: number } {
  const text = (side: string) =>
    Array.from({ length: changed }, (_, line) => {
      const own = `${side} says of ${line}: ${(line * 7919) % 10_007}`
      return layout === 'in a row' ? own : `line ${line} of both\n${own}`
    }).join('\n')
  const [recorded, replayed] = [text('one'), text('other')]
  const { ms, result } = cpuTime(() => diffText(recorded!, replayed!, Infinity))
  return { ms, lines: result.length }
}
