import type { JsonValue } from '../../core/json.ts'
import { LongText } from './long-text.tsx'
import { TextDiff } from './text-diff.tsx'

interface ValueDiffProps {
  recorded: JsonValue | undefined
  replayed: JsonValue | undefined
}

/** Two values in one; what only one side has is shown as such. */
export function ValueDiff({ recorded, replayed }: ValueDiffProps) {
  if (recorded === undefined && replayed === undefined) return null
  if (recorded === undefined || replayed === undefined) {
    // A value may be null.
    const only = recorded === undefined ? replayed! : recorded
    return (
      <div class={`one-sided ${recorded === undefined ? 'diff-added' : 'diff-removed'}`}>
        <p class="dim">{recorded === undefined ? 'only in the replay' : 'only in the recording'}</p>
        <LongText text={print(only)} />
      </div>
    )
  }
  return <TextDiff recorded={print(recorded)} replayed={print(replayed)} />
}

function print(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
