import { useMemo } from 'preact/hooks'
import { JsonView, type Props } from 'react-json-view-lite'
import type { JsonValue } from '../../core/json.ts'
import { LongText, MAX_RENDERED, TooLong } from './long-text.tsx'

/** The number of nodes that are open at first: more would take longer to render than to read. */
const OPEN_NODES = 400

/** JSON as a tree that folds; a value that is too large is offered as a file. */
export function JsonBlock({ value }: { value: JsonValue }) {
  const size = useMemo(() => JSON.stringify(value).length, [value])
  const expand = useMemo(() => expandWithin(value, OPEN_NODES), [value])
  if (typeof value === 'string') return <LongText text={value} />
  if (size > MAX_RENDERED)
    return <TooLong text={JSON.stringify(value, null, 2)} type="application/json" />
  if (typeof value !== 'object' || value === null) return <pre class="json">{String(value)}</pre>
  return (
    <JsonView
      data={value}
      style={STYLE}
      shouldExpandNode={expand}
      clickToExpandNode
      aria-label="JSON"
    />
  )
}

const STYLE: Props['style'] = {
  container: 'json',
  basicChildStyle: 'json-node',
  childFieldsContainer: 'json-children',
  label: 'json-label',
  clickableLabel: 'json-label json-click',
  nullValue: 'json-null',
  undefinedValue: 'json-null',
  stringValue: 'json-string',
  booleanValue: 'json-boolean',
  numberValue: 'json-number',
  otherValue: 'json-null',
  punctuation: 'json-mark',
  expandIcon: 'json-icon json-closed',
  collapseIcon: 'json-icon json-open',
  collapsedContent: 'json-more',
  quotesForFieldNames: false,
  noQuotesForStringValues: false,
  stringifyStringValues: false,
  ariaLables: { collapseJson: 'Fold', expandJson: 'Unfold' },
}

/** Opens level by level, up to a limit of visible nodes. */
function expandWithin(value: JsonValue, limit: number): (level: number) => boolean {
  let level = 0
  let shown = 0
  let row: JsonValue[] = [value]
  while (row.length > 0) {
    row = row.flatMap((node) =>
      typeof node === 'object' && node !== null ? Object.values(node) : [],
    )
    shown += row.length
    if (shown > limit) break
    level++
  }
  const open = Math.max(1, level)
  return (at) => at < open
}
