import type { RunReport } from '../../../core/report/schema.ts'
import { plural } from '../../format/format.ts'
import { ValueDiff } from '../../parts/value-diff.tsx'

/** What a run passed over, and what it refused: neither may go unseen. */
export function Notices({ run }: { run: RunReport }) {
  const tolerated = run.tolerated ?? []
  const misses = run.misses ?? []
  return (
    <>
      {misses.length > 0 && (
        <details class="notice" open>
          <summary>{plural(misses.length, 'call')} blocked</summary>
          {misses.map((miss, index) => (
            <pre key={index}>{miss}</pre>
          ))}
        </details>
      )}
      {tolerated.length > 0 && (
        <details class="notice">
          <summary>
            {plural(tolerated.length, 'difference')} tolerated by a rule of the test
          </summary>
          {tolerated.map(({ action, path, recorded, replayed }, index) => (
            <div class="path-diff" key={index}>
              <p class="mono path">
                {action} {path}
              </p>
              <ValueDiff recorded={recorded} replayed={replayed} />
            </div>
          ))}
        </details>
      )}
    </>
  )
}
