import type { RunComparison } from '../../../core/report/comparison-schema.ts'
import { plural } from '../../../core/words/plural.ts'
import { FirstCause } from '../../run/simulation/first-cause.tsx'
import { groundOf } from '../filter-compared.ts'

const FIRST = 20
const HARMLESS = new Set<string>(['identical', 'equivalent', 'improved'])

/** The first causes of a difference between base and head, each with its consequences folded. */
export function ComparedCauses({ run }: { run: RunComparison }) {
  const { divergences, moreDivergences, positions } = run
  if (divergences.length + moreDivergences === 0)
    return groundOf(run) !== 'unreplayed' && run.base && run.head ? (
      <p class="verdict">
        No position differs{positions > 0 && `: ${plural(positions, 'agrees', 'agree')}`}.
      </p>
    ) : null
  const isHarmless = HARMLESS.has(run.verdict)
  const firsts = divergences.filter(({ firstCause }) => firstCause)
  // A list that was cut may hold none: it is shown nevertheless.
  const causes = (firsts.length > 0 ? firsts : divergences).slice(0, FIRST)
  const hidden = (firsts.length > 0 ? firsts : divergences).length - causes.length
  return (
    <section class="compare-section causes" aria-labelledby="causes-title">
      <h2 id="causes-title">{titleOf(firsts.length, isHarmless)}</h2>
      {causes.map((cause, at) => (
        <FirstCause
          key={at}
          hrefOf={null}
          cause={cause}
          open={at === 0}
          sides="releases"
          tone={isHarmless ? 'plain' : 'bad'}
          consequences={divergences.filter(
            ({ causedBy, firstCause }) => !firstCause && causedBy === cause.index,
          )}
        />
      ))}
      <p class="dim">
        {plural(divergences.length + moreDivergences, 'divergence')} over{' '}
        {plural(positions, 'position')}
        {hidden + moreDivergences > 0 &&
          `; ${plural(hidden + moreDivergences, 'is not listed', 'are not listed')}`}
      </p>
    </section>
  )
}

function titleOf(count: number, isHarmless: boolean): string {
  if (count === 0) return 'Divergences'
  if (isHarmless) return count === 1 ? 'First difference' : plural(count, 'difference')
  return count === 1 ? 'First cause' : plural(count, 'first cause')
}
