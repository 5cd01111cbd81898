import { useMemo } from 'preact/hooks'
import type { DeterminismFinding, Severity } from '../../../core/analysis/determinism/schema.ts'
import { formatScore } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import { Place } from '../../parts/place.tsx'
import { Snippet } from '../../parts/snippet.tsx'
import { ValueDiff } from '../../parts/diff/value-diff.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low']

/** The bands of the score. */
const TIERS: ReadonlyArray<readonly [band: string, from: number, to: number, words: string]> = [
  ['none', 0, 49, 'Highly non-deterministic'],
  ['low', 50, 69, 'Low determinism'],
  ['moderate', 70, 89, 'Moderately deterministic'],
  ['high', 90, 100, 'Highly deterministic'],
]

const SNIPPET = `const run = await replayRun(agent, { input, thresholds: { determinism: 90 } })`

/** The documents are part of the package; the page leads to no other place. */
const DOCUMENT = 'node_modules/vitest-replay/.github/docs/determinism.md'

const TONES: Record<Severity, Tone> = { critical: 'bad', high: 'bad', medium: 'warn', low: 'plain' }

/** The tab of a run's determinism: its score and the findings that lower it. */
export function DeterminismTab({ loaded }: { loaded: LoadedRun }) {
  const { determinism } = loaded.run
  const findings = useMemo(
    () =>
      [...(determinism?.findings ?? [])].sort(
        (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
      ),
    [determinism],
  )
  if (!determinism)
    return (
      <div class="determinism">
        <p class="empty">
          Determinism was not measured in this run. <code>toBeDeterministic()</code> or a threshold
          for it requires further replays under other conditions: another time, other random values,
          another order of answers.
        </p>
        <Snippet code={SNIPPET} />
      </div>
    )
  const { score, replays, stable, positions, tiers, seed } = determinism
  const tier = TIERS.find(([band]) => band === determinism.band) ?? TIERS[0]!
  return (
    <div class="determinism">
      <section class="score" aria-label="Determinism score">
        <p class="score-number">
          {formatScore(score)}
          <span class="dim"> / 100</span>
        </p>
        <p>
          <b>{tier[3]}</b>
          <span class="dim"> over {plural(replays, 'replay')}</span>
        </p>
        <p class="dim">
          {stable} of {plural(positions, 'position')} stable: actions {formatScore(tiers.actions)},
          inputs {formatScore(tiers.inputs)}, final output {formatScore(tiers.output)} of 100. Seed{' '}
          {seed}
        </p>
        <div
          class="score-bar"
          role="meter"
          aria-label="Score"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={score}
        >
          {TIERS.map(([band, from, to]) => (
            <span key={band} class={`tier tier-${band}`} style={{ flexGrow: to - from + 1 }} />
          ))}
          <span class="score-mark" style={{ left: `${Math.min(100, Math.max(0, score))}%` }} />
        </div>
        <ol class="tiers">
          {TIERS.map(([band, from, to, words]) => (
            <li key={band} aria-current={band === tier[0] ? 'true' : undefined}>
              <span class={`swatch tier-${band}`} aria-hidden="true" />
              <span class="number">
                {from} to {to}
              </span>{' '}
              {words}
            </li>
          ))}
        </ol>
      </section>
      <section aria-label="Findings">
        <h2>{findings.length === 0 ? 'No findings' : plural(findings.length, 'finding')}</h2>
        {findings.length === 0 && <p class="dim">Every position was the same in all replays.</p>}
        {findings.length > 0 && (
          <p class="dim">
            The rules, and what keeps them from being broken: <code>{DOCUMENT}</code>
          </p>
        )}
        {findings.map((finding, index) => (
          <FindingBlock key={index} finding={finding} />
        ))}
      </section>
    </div>
  )
}

function FindingBlock({ finding }: { finding: DeterminismFinding }) {
  const { type, severity, action, path, cause, source, values, recommendation } = finding
  return (
    <article class="finding">
      <header>
        <Badge tone={TONES[severity] ?? 'plain'} icon="warning" text={severity} />
        <h3>{type.replaceAll('_', ' ')}</h3>
        <span class="mono dim">
          position {finding.index + 1}, {action}
          {path === null ? '' : ` ${path}`}
        </span>
      </header>
      <p class="said">{finding.description}</p>
      <p class="dim">
        cause: {cause.replaceAll('_', ' ')}
        {finding.pinned && ', pinned by the option freeze'}
        {finding.waived !== null && `, accepted: ${finding.waived}`}
      </p>
      {source && (
        <p>
          <Place source={source} />
        </p>
      )}
      {values.recorded !== null && values.replayed !== null && (
        <ValueDiff recorded={values.recorded} replayed={values.replayed} />
      )}
      {recommendation && (
        <>
          <p class="said">{recommendation.text}</p>
          <div class="before-after">
            <figure>
              <figcaption>Before</figcaption>
              <pre>{recommendation.before}</pre>
            </figure>
            <figure>
              <figcaption>After</figcaption>
              <pre>{recommendation.after}</pre>
            </figure>
          </div>
        </>
      )}
    </article>
  )
}
