import type { Divergence } from '../../../core/divergence/schema.ts'
import { KIND_NAMES, titleOfCause, type ComparedSides } from '../../../core/words/causes.ts'
import { plural } from '../../../core/words/plural.ts'
import { Badge } from '../../parts/badge.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { PathDiffs } from './path-diffs.tsx'

interface FirstCauseProps {
  /** Leads to an action of the replay, where there is a place that shows it. */
  hrefOf: ((action: number) => string) | null
  cause: Divergence
  consequences: readonly Divergence[]
  /** Unfolds it. */
  open: boolean
  /** @default 'replay' */
  sides?: ComparedSides
  /** Not every difference is bad. @default 'bad' */
  tone?: 'bad' | 'plain'
}

/** A first cause with its difference; its consequences are folded. */
export function FirstCause({
  hrefOf,
  cause,
  consequences,
  open,
  sides = 'replay',
  tone = 'bad',
}: FirstCauseProps) {
  const { source } = cause
  return (
    <details class={`cause cause-${tone}`} open={open}>
      <summary>
        <h3>{titleOfCause(cause, sides)}</h3>
        <Badge tone={tone} icon="differ" text={KIND_NAMES[cause.kind] ?? String(cause.kind)} />
        <span class="dim">position {cause.index + 1}</span>
      </summary>
      <p class="cause-place">
        <ActionName hrefOf={hrefOf} divergence={cause} />
        {source && (
          <>
            <span class="mono">
              {source.file}:{source.line}
            </span>
            <CopyButton label="Copy place" text={`${source.file}:${source.line}`} />
          </>
        )}
      </p>
      {cause.cause === 'final_output' && cause.note && <p class="mono">{cause.note}</p>}
      <PathDiffs paths={cause.paths} />
      {consequences.length > 0 && (
        <details class="consequences">
          <summary>followed by {plural(consequences.length, 'consequence')}</summary>
          <ol>
            {consequences.map((consequence) => (
              <li key={consequence.index}>
                <span class="dim">position {consequence.index + 1}</span>{' '}
                <ActionName hrefOf={hrefOf} divergence={consequence} />{' '}
                <span class="dim">{KIND_NAMES[consequence.kind] ?? String(consequence.kind)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </details>
  )
}

function ActionName(props: { hrefOf: FirstCauseProps['hrefOf']; divergence: Divergence }) {
  const { action, replayedIndex } = props.divergence
  return props.hrefOf && replayedIndex !== null ? (
    <a href={props.hrefOf(replayedIndex)}>{action}</a>
  ) : (
    <span class="mono">{action}</span>
  )
}
