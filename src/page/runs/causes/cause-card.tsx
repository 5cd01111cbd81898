import { useState } from 'preact/hooks'
import { plural } from '../../../core/words/plural.ts'
import { CodeFrameBlock } from '../../parts/code-frame.tsx'
import { CommandBlock } from '../../parts/command-block.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Place } from '../../parts/place.tsx'
import { promptOf } from '../../report/cause-prompt.ts'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { commandOf, type PageCause } from '../../report/page-causes.ts'
import { REASON_NAMES } from '../../report/reasons.ts'
import { leaveList } from '../../route/left-list.ts'
import { DiagnosisList } from '../../run/diagnosis/diagnosis-list.tsx'
import { PathDiffs } from '../../run/simulation/path-diffs.tsx'
import { viewOfFailure } from '../../run/view-of-failure.ts'

const FIRST_RUNS = 5

/** A cause with what differs, where, and the runs that it broke. */
export function CauseCard({ cause, open }: { cause: PageCause; open: boolean }) {
  const { title, runs, source, frame, diagnosis, paths } = cause
  return (
    <details class="cause" open={open}>
      <summary>
        <h3>
          <bdi>{title}</bdi>
        </h3>
        <span class="cause-count tone-bad">{plural(runs.length, 'run')}</span>
      </summary>
      {source && (
        <p class="cause-place">
          <Place source={source} />
        </p>
      )}
      {frame && source && <CodeFrameBlock frame={frame} line={source.line} />}
      {diagnosis && <DiagnosisList diagnosis={diagnosis} id={runs[0]?.id ?? null} />}
      <PathDiffs paths={paths} />
      <BrokenRuns runs={runs} says={cause.kind === 'expectation' && runs.length > 1} />
      <div class="cause-end">
        <CommandBlock text={commandOf(cause)} />
        <CopyButton label="Copy as prompt" text={() => promptOf(cause)} />
      </div>
    </details>
  )
}

/** The runs of a cause; `says` tells why beside each. */
function BrokenRuns({ runs, says }: { runs: readonly LoadedRun[]; says: boolean }) {
  const [all, setAll] = useState(false)
  const shown = all ? runs : runs.slice(0, FIRST_RUNS)
  return (
    <ul class="broken-runs" aria-label="Runs that it broke">
      {shown.map((loaded) => (
        <li key={loaded.id}>
          <a
            href={viewOfFailure(loaded)}
            onClick={() =>
              leaveList({ hash: location.hash || '#/', id: loaded.id, scroll: scrollY })
            }
          >
            <bdi>{loaded.run.name}</bdi>
          </a>
          {says && <span class="dim"> {loaded.reasons[0]?.text}</span>}
          {loaded.reasons.slice(1, 3).map(({ kind }) => (
            <span key={kind} class="dim">
              {' '}
              {REASON_NAMES[kind]}
            </span>
          ))}
        </li>
      ))}
      {runs.length > shown.length && (
        <li>
          <button type="button" class="link" onClick={() => setAll(true)}>
            and {runs.length - shown.length} more
          </button>
        </li>
      )}
    </ul>
  )
}
