import { useState } from 'preact/hooks'
import { formatCount } from '../../../core/words/format-number.ts'
import type { LoadedComparison } from '../../report/loaded-comparison.ts'
import { compareHref } from '../../route/route.ts'

const FIRST = 3
const MORE = 50

interface RunLinksProps {
  loaded: LoadedComparison
  of: number
  ids: readonly string[]
}

/** Runs that something is said of, a few of them at a time. */
export function RunLinks({ loaded, of, ids }: RunLinksProps) {
  const [shown, setShown] = useState(FIRST)
  if (ids.length === 0) return null
  const hidden = ids.length - shown
  return (
    <ul class="run-links">
      {ids.slice(0, shown).map((id, index) => {
        const found = loaded.byId.get(id)
        return (
          <li key={index}>
            {found ? (
              <a href={compareHref({ of, id: found.id })}>{found.run.name}</a>
            ) : (
              <span class="mono">{id}</span>
            )}
          </li>
        )
      })}
      {hidden > 0 && (
        <li>
          <button type="button" class="link" onClick={() => setShown(shown + MORE)}>
            {hidden > MORE ? `${MORE} of ${formatCount(hidden)} more` : `${hidden} more`}
          </button>
        </li>
      )}
    </ul>
  )
}
