import { useState } from 'preact/hooks'
import type { Divergence } from '../../../core/divergence/schema.ts'
import { plural } from '../../format/format.ts'
import { ValueDiff } from '../../parts/value-diff.tsx'

const FIRST = 5

/** Where two sides differ, path by path. */
export function PathDiffs({ paths }: { paths: Divergence['paths'] }) {
  const [open, setOpen] = useState(false)
  const shown = open ? paths : paths.slice(0, FIRST)
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
    </>
  )
}
