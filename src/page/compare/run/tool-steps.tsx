import { plural } from '../../../core/words/plural.ts'
import { useMemo, useState } from 'preact/hooks'
import type { RunComparison } from '../../../core/report/comparison-schema.ts'
import { formatCount } from '../../../core/words/format-number.ts'

type Step = NonNullable<RunComparison['tools']>[number]
interface Line {
  change: Step['change'] | 'gap'
  text: string
}

const MARKS: Record<Line['change'], string> = { same: ' ', added: '+', removed: '\u2212', gap: '' }
const KINDS: Record<Line['change'], string> = {
  same: 'same',
  added: 'added',
  removed: 'removed',
  gap: 'gap',
}
/** Calls on either side of a change that are shown although they are the same. */
const CONTEXT = 2
const MANY = 200

/** The tools that are called, in order: what head adds, and what it leaves out. */
export function ToolSteps({ steps }: { steps: readonly Step[] }) {
  const lines = useMemo(() => toLines(steps), [steps])
  const [open, setOpen] = useState(false)
  const shown = open ? lines : lines.slice(0, MANY)
  return (
    <section class="compare-section" aria-labelledby="tools-title">
      <h2 id="tools-title">Tool calls, in order</h2>
      <ol class="diff tool-steps">
        {shown.map(({ change, text }, index) => (
          <li key={index} class={`diff-row diff-${KINDS[change] ?? 'same'}`}>
            <span class="diff-mark" aria-hidden="true">
              {MARKS[change] ?? ''}
            </span>
            <span class="diff-text">
              {change === 'added' && <span class="sr-only">only head: </span>}
              {change === 'removed' && <span class="sr-only">only base: </span>}
              {text}
            </span>
          </li>
        ))}
      </ol>
      {lines.length > shown.length && (
        <button type="button" class="button quiet" onClick={() => setOpen(true)}>
          Show {formatCount(lines.length - shown.length)} more
        </button>
      )}
    </section>
  )
}

/** Calls that are the same and far from any change stand as one line. */
function toLines(steps: readonly Step[]): Line[] {
  const near = new Set<number>()
  for (const [at, { change }] of steps.entries())
    if (change !== 'same') for (let by = -CONTEXT; by <= CONTEXT; by++) near.add(at + by)
  const lines: Line[] = []
  for (let at = 0; at < steps.length; at++) {
    if (near.has(at)) {
      lines.push({ change: steps[at]!.change, text: steps[at]!.name })
      continue
    }
    const start = at
    while (at + 1 < steps.length && !near.has(at + 1)) at++
    const count = at - start + 1
    if (count === 1) lines.push({ change: 'same', text: steps[at]!.name })
    else lines.push({ change: 'gap', text: `${plural(count, 'call')} the same` })
  }
  return lines
}
