import { useMemo } from 'preact/hooks'
import {
  describeFaults,
  faultTable,
  isRefused,
  printFaultCell,
} from '../../core/words/fault-table.ts'
import type { LoadedRun } from '../report/loaded-run.ts'

/** The agents of the runs that are shown beside the faults that they were tried with. */
export function FaultSection({ shown }: { shown: readonly LoadedRun[] }) {
  const table = useMemo(() => faultTable(shown.map(({ run }) => run)), [shown])
  if (!table) return null
  return (
    <section class="faults" aria-labelledby="faults-title">
      <h2 id="faults-title">Faults</h2>
      <p class="dim">{describeFaults(table)}</p>
      <div class="faults-scroll" tabIndex={0} role="region" aria-label="Agents and faults">
        <table class="faults-table">
          <thead>
            <tr>
              <th scope="col">agent</th>
              {table.faults.map((fault) => (
                <th key={fault} scope="col" class="mono">
                  {fault}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ agent, cells }) => (
              <tr key={agent}>
                <th scope="row">
                  <bdi>{agent}</bdi>
                </th>
                {cells.map((cell, at) => (
                  <td key={table.faults[at]} class={cell && isRefused(cell) ? 'tone-bad' : ''}>
                    {printFaultCell(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
