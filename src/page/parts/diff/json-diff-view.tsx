import { useContext, useState } from 'preact/hooks'
import type { JsonValue } from '../../../core/json.ts'
import { plural } from '../../../core/words/plural.ts'
import { SidesContext } from '../sides.ts'
import type { JsonChange, JsonEntry } from './json-diff.ts'
import { TextDiff } from './text-diff.tsx'
import { diffTokens, type DiffPart } from './tokens.ts'

const MOST_ENTRIES = 60
const LONGEST_INLINE = 200

/** A difference of JSON as a tree, with what is the same folded. */
export function JsonDiffView({ change }: { change: JsonChange }) {
  return (
    <div class="diff json-diff" role="group" aria-label="Difference">
      <Change label={null} change={change} />
    </div>
  )
}

function Change({ label, change }: { label: string | null; change: JsonChange }) {
  const sides = useContext(SidesContext)
  switch (change.kind) {
    case 'object':
    case 'list':
      return (
        <>
          {label !== null && (
            <p class="jd-line">
              <Label text={label} />
              <span class="dim">
                {change.kind === 'list' ? '[ ]' : '{ }'}
                {change.inText && ' JSON in a text'}
              </span>
            </p>
          )}
          <Entries entries={change.entries} />
        </>
      )
    case 'same':
      return (
        <p class="jd-line dim">
          {label !== null && <Label text={label} />}
          {print(change.value)}
        </p>
      )
    case 'moved':
      return (
        <p class="jd-line jd-moved">
          {label !== null && <Label text={label} />}
          {print(change.value)}{' '}
          <span class="dim">
            moved from {change.from} to {change.to}
          </span>
        </p>
      )
    case 'added':
    case 'removed':
      return (
        <p class={`jd-line diff-${change.kind}`}>
          <span class="sr-only">
            {change.kind === 'added' ? sides.onlyAfter : sides.onlyBefore}:{' '}
          </span>
          {label !== null && <Label text={label} />}
          {print(change.value)}
        </p>
      )
    case 'changed':
      return <Leaf label={label} before={change.before} after={change.after} />
  }
}

interface LeafProps {
  label: string | null
  before: JsonValue
  after: JsonValue
}

function Leaf({ label, before, after }: LeafProps) {
  const sides = useContext(SidesContext)
  const [old, now] = [print(before), print(after)]
  if (typeof before === 'string' && typeof after === 'string')
    if (Math.max(old.length, now.length) > LONGEST_INLINE || /\n/.test(before + after))
      return (
        <>
          {label !== null && (
            <p class="jd-line">
              <Label text={label} />
            </p>
          )}
          <TextDiff recorded={before} replayed={after} />
        </>
      )
  const parts = diffTokens(old, now)
  const side = (kind: 'removed' | 'added', spoken: string, text: string, marked?: DiffPart[]) => (
    <p class={`jd-line diff-${kind}`}>
      <span class="sr-only">{spoken}: </span>
      {label !== null && <Label text={label} />}
      {marked
        ? marked.map((part, at) =>
            part.changed ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
          )
        : text}
    </p>
  )
  return (
    <>
      {side('removed', sides.before, old, parts?.before)}
      {side('added', sides.after, now, parts?.after)}
    </>
  )
}

/** The entries of an object or a list; neighbours that are the same are folded. */
function Entries({ entries }: { entries: readonly JsonEntry[] }) {
  const [all, setAll] = useState(false)
  const groups = groupsOf(entries)
  const shown = all ? groups : groups.slice(0, MOST_ENTRIES)
  return (
    <ul class="jd-entries">
      {shown.map((group, at) =>
        Array.isArray(group) ? (
          <Folded key={at} entries={group} />
        ) : (
          <li key={at}>
            <Change label={group.label} change={group.change} />
          </li>
        ),
      )}
      {groups.length > shown.length && (
        <li>
          <button type="button" class="link" onClick={() => setAll(true)}>
            {plural(groups.length - shown.length, 'more entry', 'more entries')}
          </button>
        </li>
      )}
    </ul>
  )
}

function Folded({ entries }: { entries: readonly JsonEntry[] }) {
  const [open, setOpen] = useState(false)
  if (!open)
    return (
      <li>
        <button type="button" class="jd-fold" onClick={() => setOpen(true)}>
          {entries.length === 1 ? entries[0]!.label : plural(entries.length, 'entry', 'entries')}{' '}
          unchanged
        </button>
      </li>
    )
  return (
    <>
      {entries.map(({ label, change }) => (
        <li key={label}>
          <Change label={label} change={change} />
        </li>
      ))}
    </>
  )
}

function groupsOf(entries: readonly JsonEntry[]): Array<JsonEntry | JsonEntry[]> {
  const groups: Array<JsonEntry | JsonEntry[]> = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (entry.change.kind !== 'same') groups.push(entry)
    else if (Array.isArray(last)) last.push(entry)
    else groups.push([entry])
  }
  return groups
}

function Label({ text }: { text: string }) {
  return (
    <>
      <span class="jd-label">
        <bdi>{text}</bdi>:
      </span>{' '}
    </>
  )
}

const LONGEST = 5000

function print(value: JsonValue): string {
  const text = JSON.stringify(value, null, 2)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}\u2026` : text
}
