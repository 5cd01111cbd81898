import { useMemo } from 'preact/hooks'
import { MATCH_RATE_DEFINITION } from '../../../core/words/definitions.ts'
import { formatCount, formatRatio, formatUsd } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { runHref } from '../../route/route.ts'
import { navigate } from '../../route/use-route.ts'
import { OutcomeSection } from '../outcome-section.tsx'
import { Tracks } from '../tracks/tracks.tsx'
import { Fact } from '../../parts/fact.tsx'
import type { RunRoute } from '../../route/route.ts'
import { FaultOutcomeList } from './fault-outcomes.tsx'
import { FirstCause } from './first-cause.tsx'
import { Notices } from './notices.tsx'
import { PositionList } from './position-list.tsx'
import { shownPositions, type ShownPosition } from './positions.ts'

/** The recording beside the replay; what changed first on top. */
export function SimulationTab({ loaded, route }: { loaded: LoadedRun; route: RunRoute }) {
  const { run } = loaded
  const positions = useMemo(() => shownPositions(run), [run])
  const select = ({ replayed }: ShownPosition) => {
    if (replayed) navigate({ ...route, action: replayed.index }, { replace: true })
  }
  if (run.mode === 'record')
    return (
      <div class="simulation">
        <p class="verdict">
          This run was recorded just now
          {run.verified === null
            ? '.'
            : run.verified
              ? ', and replayed at once: it agrees.'
              : ', and replayed at once: it does not agree.'}{' '}
          The next run replays it.
        </p>
        <Tracks loaded={loaded} positions={positions} action={route.action} onSelect={select} />
        <FaultOutcomeList run={run} />
        <OutcomeSection loaded={loaded} />
      </div>
    )
  const causes = run.divergences.filter((divergence) => divergence.firstCause)
  return (
    <div class="simulation">
      <Tracks loaded={loaded} positions={positions} action={route.action} onSelect={select}>
        {causes.length === 0 ? (
          <p class="verdict tone-good">
            {run.divergences.length === 0
              ? 'The replay did what was recorded.'
              : 'No first cause was found.'}
          </p>
        ) : (
          <section class="causes" aria-label="First causes">
            <h2>{causes.length === 1 ? 'First cause' : plural(causes.length, 'first cause')}</h2>
            {causes.map((cause, at) => (
              <FirstCause
                key={cause.index}
                hrefOf={(action) => runHref(loaded.id, 'telemetry', action)}
                cause={cause}
                open={at === 0}
                consequences={run.divergences.filter(({ causedBy }) => causedBy === cause.index)}
              />
            ))}
          </section>
        )}
      </Tracks>
      <dl class="facts inline-facts">
        <Fact
          name="Match rate"
          value={formatRatio(run.matchRate)}
          title={MATCH_RATE_DEFINITION}
          tone={run.matchRate !== null && run.matchRate < 1 ? 'bad' : undefined}
        />
        <Fact name="First causes" value={formatCount(causes.length)} />
        <Fact name="Divergences" value={formatCount(run.divergences.length)} />
        <Fact name="Recorded cost" value={formatUsd(run.originalCostUsd)} />
        <Fact name="Replay cost" value={formatUsd(run.replayCostUsd)} />
        <Fact name="Saved" value={formatUsd(run.savingsUsd)} />
        <Fact name="Mismatched answers" value={formatCount(run.receipt.mismatched)} />
        <Fact name="Blocked" value={formatCount(run.receipt.blocked)} />
        <Fact name="Unserved" value={formatCount(run.receipt.unserved)} />
      </dl>
      <FaultOutcomeList run={run} />
      <OutcomeSection loaded={loaded} />
      <Notices run={run} />
      <PositionList loaded={loaded} route={route} positions={positions} />
    </div>
  )
}
