import { formatUsd } from '../../core/words/format-number.ts'
import { plural } from '../../core/words/plural.ts'
import type { LiveLink } from '../report/live-link.ts'
import type { LoadedRun } from '../report/loaded-run.ts'

interface RerunButtonsProps {
  live: LiveLink
  loaded: LoadedRun
  runs: readonly LoadedRun[]
  onRerun(mode: 'none' | 'all'): void
}

/** Replays the test of a run, or records it again. */
export function RerunButtons({ live, loaded, runs, onRerun }: RerunButtonsProps) {
  const disabled = !live.isConnected || live.isTesting
  return (
    <>
      <button type="button" class="button" disabled={disabled} onClick={() => onRerun('none')}>
        Replay <kbd aria-hidden="true">r</kbd>
      </button>
      <button type="button" class="button" disabled={disabled} onClick={() => onRerun('all')}>
        Record again ({priceOf(runsOfTest(loaded, runs))})
      </button>
    </>
  )
}

/** The runs of the same test: they are run together. */
function runsOfTest({ run }: LoadedRun, runs: readonly LoadedRun[]): LoadedRun[] {
  return runs.filter(
    ({ run: { test, project } }) =>
      test.file === run.test.file && test.fullName === run.test.fullName && project === run.project,
  )
}

function priceOf(runs: readonly LoadedRun[]): string {
  const costs = runs.map(({ cost }) => cost)
  const sum = costs.reduce<number>((total, cost) => total + (cost ?? 0), 0)
  const price = costs.includes(null) ? 'price unknown' : `~${formatUsd(sum)}`
  return `${price}, ${plural(runs.length, 'run')}`
}
