import { useMemo, useState } from 'preact/hooks'
import { diffRows, type DiffRow } from './diff-rows.ts'

interface TextDiffProps {
  recorded: string
  replayed: string
}

const MARKS: Record<DiffRow['kind'], string> = { same: ' ', removed: '-', added: '+', gap: '' }
const SPOKEN: Record<DiffRow['kind'], string> = {
  same: '',
  removed: 'recorded: ',
  added: 'replayed: ',
  gap: '',
}
const MANY = 60

/** Two texts in one: what was recorded, what the replay has instead, and the words that differ. */
export function TextDiff({ recorded, replayed }: TextDiffProps) {
  const rows = useMemo(() => diffRows(recorded, replayed), [recorded, replayed])
  const [open, setOpen] = useState(false)
  const shown = open ? rows : rows.slice(0, MANY)
  return (
    <div class="diff" role="group" aria-label="Difference">
      {shown.map((row, index) => (
        <div key={index} class={`diff-row diff-${row.kind}`}>
          <span class="diff-mark" aria-hidden="true">
            {MARKS[row.kind]}
          </span>
          <span class="diff-text">
            {SPOKEN[row.kind] !== '' && <span class="sr-only">{SPOKEN[row.kind]}</span>}
            {row.parts.map((part, at) =>
              part.changed ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
            )}
          </span>
        </div>
      ))}
      {rows.length > shown.length && (
        <button type="button" class="button quiet" onClick={() => setOpen(true)}>
          Show {rows.length - shown.length} more lines
        </button>
      )}
    </div>
  )
}
