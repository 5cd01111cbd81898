import { useContext, useMemo, useState } from 'preact/hooks'
import { diffRows, type DiffRow } from './diff-rows.ts'
import { SidesContext, type Sides } from '../sides.ts'

interface TextDiffProps {
  recorded: string
  replayed: string
}

const MARKS: Record<DiffRow['kind'], string> = { same: ' ', removed: '-', added: '+', gap: '' }
const SPOKEN: Partial<Record<DiffRow['kind'], keyof Sides>> = { removed: 'before', added: 'after' }
const MANY = 60

/** The diff of two texts, with the words that differ. */
export function TextDiff({ recorded, replayed }: TextDiffProps) {
  const rows = useMemo(() => diffRows(recorded, replayed), [recorded, replayed])
  const [open, setOpen] = useState(false)
  const sides = useContext(SidesContext)
  const shown = open ? rows : rows.slice(0, MANY)
  return (
    <div class="diff" role="group" aria-label="Difference">
      {shown.map((row, index) => {
        const spoken = SPOKEN[row.kind]
        return (
          <div key={index} class={`diff-row diff-${row.kind}`}>
            <span class="diff-mark" aria-hidden="true">
              {MARKS[row.kind]}
            </span>
            <span class="diff-text">
              {spoken && <span class="sr-only">{sides[spoken]}: </span>}
              {row.parts.map((part, at) =>
                part.changed ? (
                  <mark key={at}>{part.text}</mark>
                ) : (
                  <span key={at}>{part.text}</span>
                ),
              )}
            </span>
          </div>
        )
      })}
      {rows.length > shown.length && (
        <button type="button" class="button quiet" onClick={() => setOpen(true)}>
          Show {rows.length - shown.length} more lines
        </button>
      )}
    </div>
  )
}
