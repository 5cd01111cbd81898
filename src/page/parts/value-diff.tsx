import { useContext } from 'preact/hooks'
import type { JsonValue } from '../../core/json.ts'
import { LongText } from './long-text.tsx'
import { SidesContext } from './sides.ts'
import { TextDiff } from './text-diff.tsx'

interface ValueDiffProps {
  recorded: JsonValue | undefined
  replayed: JsonValue | undefined
}

/** The diff of two values; a value that only one side has is marked as such. */
export function ValueDiff({ recorded, replayed }: ValueDiffProps) {
  const sides = useContext(SidesContext)
  if (recorded === undefined && replayed === undefined) return null
  if (recorded === undefined || replayed === undefined) {
    // A value may be null.
    const only = recorded === undefined ? replayed! : recorded
    return (
      <div class={`one-sided ${recorded === undefined ? 'diff-added' : 'diff-removed'}`}>
        <p class="dim">{recorded === undefined ? sides.onlyAfter : sides.onlyBefore}</p>
        <LongText text={print(only)} />
      </div>
    )
  }
  return <TextDiff recorded={print(recorded)} replayed={print(replayed)} />
}

function print(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
