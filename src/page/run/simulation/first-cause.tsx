import type { Divergence } from '../../../core/divergence/schema.ts'
import { plural } from '../../format/format.ts'
import { Badge } from '../../parts/badge.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { runHref } from '../../route/route.ts'
import { CAUSES, KINDS } from './causes.ts'
import { PathDiffs } from './path-diffs.tsx'

interface FirstCauseProps {
  loaded: LoadedRun
  cause: Divergence
  consequences: readonly Divergence[]
  /** Whether it is unfolded: the first one is what to look at. */
  open: boolean
}

/** What changed first, with its difference; what follows from it is folded. */
export function FirstCause({ loaded, cause, consequences, open }: FirstCauseProps) {
  const { source } = cause
  return (
    <details class="cause" open={open}>
      <summary>
        <h3>
          {CAUSES[cause.cause] ?? String(cause.cause)}
          {cause.note !== null && cause.note !== undefined && (
            <span class="mono">: {cause.note}</span>
          )}
        </h3>
        <Badge tone="bad" icon="differ" text={KINDS[cause.kind] ?? String(cause.kind)} />
        <span class="dim">position {cause.index + 1}</span>
      </summary>
      <p class="cause-place">
        {cause.replayedIndex !== null ? (
          <a href={runHref(loaded.id, 'telemetry', cause.replayedIndex)}>{cause.action}</a>
        ) : (
          <span class="mono">{cause.action}</span>
        )}
        {source && (
          <>
            <span class="mono">
              {source.file}:{source.line}
            </span>
            <CopyButton label="Copy place" text={`${source.file}:${source.line}`} />
          </>
        )}
      </p>
      <PathDiffs paths={cause.paths} />
      {consequences.length > 0 && (
        <details class="consequences">
          <summary>followed by {plural(consequences.length, 'consequence')}</summary>
          <ol>
            {consequences.map((consequence) => (
              <li key={consequence.index}>
                <span class="dim">position {consequence.index + 1}</span>{' '}
                {consequence.replayedIndex !== null ? (
                  <a href={runHref(loaded.id, 'telemetry', consequence.replayedIndex)}>
                    {consequence.action}
                  </a>
                ) : (
                  consequence.action
                )}{' '}
                <span class="dim">{KINDS[consequence.kind] ?? String(consequence.kind)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </details>
  )
}
