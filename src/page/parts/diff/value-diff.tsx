import { useContext, useMemo } from 'preact/hooks'
import type { JsonValue } from '../../../core/json.ts'
import { LongText } from '../long-text.tsx'
import { SidesContext } from '../sides.ts'
import { diffJson } from './json-diff.ts'
import { JsonDiffView } from './json-diff-view.tsx'
import { TextDiff } from './text-diff.tsx'

interface ValueDiffProps {
  recorded: JsonValue | undefined
  replayed: JsonValue | undefined
}

/** The diff of two values: of JSON as a tree, of texts by lines; a value that only one side has is marked as such. */
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
  return <BothSidesDiff recorded={recorded} replayed={replayed} />
}

/** Larger values are compared as texts, by lines. */
const LARGEST_TREE = 300_000

function BothSidesDiff({ recorded, replayed }: { recorded: JsonValue; replayed: JsonValue }) {
  const [before, after] = [print(recorded), print(replayed)]
  const change = useMemo(
    () => (before.length + after.length > LARGEST_TREE ? null : diffJson(recorded, replayed)),
    [before, after],
  )
  return change?.kind === 'object' || change?.kind === 'list' ? (
    <JsonDiffView change={change} />
  ) : (
    <TextDiff recorded={before} replayed={after} />
  )
}

function print(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
