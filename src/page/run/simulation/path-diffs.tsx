import { useState } from 'preact/hooks'
import type { Divergence } from '../../../core/divergence/schema.ts'
import { plural } from '../../../core/words/plural.ts'
import { ValueDiff } from '../../parts/diff/value-diff.tsx'

const FIRST = 5

/** The differences of two sides, path by path. */
export function PathDiffs({ paths: all }: { paths: Divergence['paths'] }) {
  const [open, setOpen] = useState(false)
  // A difference that an earlier divergence showed is only named.
  const paths = all.filter((path) => path.recorded !== undefined || path.replayed !== undefined)
  const shown = open ? paths : paths.slice(0, FIRST)
  const known = all.length - paths.length
  return (
    <>
      {shown.map((path, index) => (
        <div class="path-diff" key={index}>
          <p class="mono path">{path.path}</p>
          <ValueDiff recorded={path.recorded} replayed={path.replayed} />
        </div>
      ))}
      {paths.length > shown.length && (
        <button type="button" class="button quiet" onClick={() => setOpen(true)}>
          Show {plural(paths.length - shown.length, 'more path')}
        </button>
      )}
      {known > 0 && <p class="dim">{plural(known, 'difference')} shown earlier</p>}
    </>
  )
}
