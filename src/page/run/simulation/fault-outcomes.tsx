import type { RunReport } from '../../../core/report/schema.ts'
import { isRefused, markOf } from '../../../core/words/fault-table.ts'
import { faultOf } from '../../../core/words/render-fault-outcomes.ts'

/** The runs with faults that the test of a run made, each with what it came to. */
export function FaultOutcomeList({ run }: { run: RunReport }) {
  const { faults = [] } = run
  if (faults.length === 0) return null
  const refused = faults.filter(isRefused)
  const sorted = [...refused, ...faults.filter((each) => !isRefused(each))]
  return (
    <section class="faults" aria-labelledby="faults-title">
      <h2 id="faults-title">Faults</h2>
      <div class="faults-scroll" tabIndex={0} role="region" aria-label="Faults and their outcomes">
        <table class="faults-table">
          <thead>
            <tr>
              {['fault', 'at', 'verdict', 'asked', 'end'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((outcome, at) => (
              <tr key={at}>
                <th scope="row" class="mono">
                  {faultOf(outcome)}
                </th>
                <td>
                  {[outcome, ...(outcome.with ?? [])].map(({ index, action }) => (
                    <div key={index}>
                      #{index} <bdi>{action}</bdi>
                    </div>
                  ))}
                </td>
                <td class={isRefused(outcome) ? 'tone-bad' : ''}>
                  {markOf(outcome)} {outcome.verdict.replaceAll('_', ' ')}
                </td>
                <td>{outcome.asked}</td>
                <td class="faults-end">{outcome.end}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
