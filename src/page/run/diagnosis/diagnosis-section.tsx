import { plural } from '../../../core/words/plural.ts'
import { CommandBlock } from '../../parts/command-block.tsx'
import { Place } from '../../parts/place.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { titleOf } from '../../report/reasons.ts'
import { runHref } from '../../route/route.ts'
import { DiagnosisList } from './diagnosis-list.tsx'

/** The diagnosis of a run: its statement, the facts behind it, and further hypotheses with what mends them. */
export function DiagnosisSection({ loaded }: { loaded: LoadedRun }) {
  const { diagnosis, error } = loaded.run
  if (!diagnosis) return null
  const { hypotheses, source, command } = diagnosis
  const stack = error !== null && error.trim() !== diagnosis.statement ? error : null
  return (
    <section class="diagnosis" aria-labelledby="diagnosis-title">
      <h2 id="diagnosis-title">{titleOf(diagnosis.statement)}</h2>
      {source && <Place source={source} />}
      <DiagnosisList diagnosis={diagnosis} id={loaded.id} />
      {stack !== null && (
        <details class="stack">
          <summary>Error as it was thrown</summary>
          <pre>{stack}</pre>
        </details>
      )}
      {hypotheses.length > 0 && (
        <details class="hypotheses-of-run">
          <summary>{plural(hypotheses.length, 'hypothesis', 'hypotheses')}</summary>
          <ol>
            {hypotheses.map((hypothesis, index) => (
              <li key={index}>
                <p>
                  <b>{hypothesis.statement}</b>{' '}
                  <span class="dim">
                    {hypothesis.status}
                    {hypothesis.layer && `, ${hypothesis.layer}`}
                  </span>
                </p>
                {hypothesis.evidence.length > 0 && (
                  <p class="dim">
                    Evidence:{' '}
                    {hypothesis.evidence.slice(0, 12).map((action) => (
                      <a key={action} href={runHref(loaded.id, 'telemetry', action)}>
                        action {action}{' '}
                      </a>
                    ))}
                  </p>
                )}
                <p>{hypothesis.remedy}</p>
                <p class="dim">{hypothesis.prevention}</p>
                {hypothesis.command !== null && hypothesis.command !== command && (
                  <CommandBlock text={hypothesis.command} />
                )}
              </li>
            ))}
          </ol>
        </details>
      )}
      {command !== null && <CommandBlock text={command} />}
    </section>
  )
}
