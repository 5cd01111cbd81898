import { useMemo, useState } from 'preact/hooks'
import type { Gate } from '../../../core/report/comparison-schema.ts'
import { formatCount } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import { Badge, type Tone } from '../../parts/badge.tsx'
import type { IconName } from '../../parts/icon.tsx'
import type { LoadedComparison } from '../../report/loaded-comparison.ts'
import { RunLinks } from '../run/run-links.tsx'

const RESULTS: Record<Gate['rules'][number]['result'], [Tone, IconName, string]> = {
  failed: ['bad', 'cross', 'failed'],
  passed: ['good', 'check', 'passed'],
  not_applicable: ['plain', 'minus', 'not applicable'],
}

/** Failed rules come first. */
const ORDER: ReadonlyArray<Gate['rules'][number]['result']> = ['failed', 'not_applicable', 'passed']

const FIRST = 4
const MORE = 50

/** The result of the gate, rule by rule, with what each failed on. */
export function GateSection({ loaded, of }: { loaded: LoadedComparison; of: number }) {
  const { gate } = loaded.comparison
  if (!gate) return <p class="no-gate dim">No gate: there are no rules.</p>
  const rules = [...gate.rules].sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result))
  const failed = gate.rules.filter(({ result }) => result === 'failed').length
  return (
    <section class="compare-section" aria-labelledby="gate-title">
      <h2 id="gate-title" class={gate.passed ? 'tone-good' : 'tone-bad'}>
        {gate.passed
          ? `The gate passed: ${plural(gate.rules.length, 'rule')}`
          : `The gate failed on ${failed} of ${plural(gate.rules.length, 'rule')}`}
      </h2>
      <ul class="gate">
        {rules.map((rule, index) => (
          <GateRule key={index} rule={rule} loaded={loaded} of={of} />
        ))}
      </ul>
    </section>
  )
}

interface GateRuleProps {
  rule: Gate['rules'][number]
  loaded: LoadedComparison
  of: number
}

function GateRule({ rule, loaded, of }: GateRuleProps) {
  const [tone, icon, text] = RESULTS[rule.result] ?? ['plain', 'minus', String(rule.result)]
  const [shown, setShown] = useState(FIRST)
  const groups = useMemo(() => groupFailures(rule.failures), [rule])
  const hidden = groups.length - shown
  return (
    <li>
      <Badge tone={tone} icon={icon} text={text} />
      <code>{rule.rule}</code>
      <div>
        <ul class="failures">
          {groups.slice(0, shown).map(({ what, runs }, index) => (
            <li key={index}>
              <RunLinks loaded={loaded} of={of} ids={runs} />
              <span class={runs.length > 0 ? 'dim' : undefined}>{what}</span>
            </li>
          ))}
        </ul>
        {hidden > 0 && (
          <button type="button" class="link" onClick={() => setShown(shown + MORE)}>
            {formatCount(hidden)} more
          </button>
        )}
        {rule.note !== null && <p class="dim">{rule.note}</p>}
      </div>
    </li>
  )
}

/** Failures for the same reason stand together, in the order of the first. */
function groupFailures(
  failures: Gate['rules'][number]['failures'],
): Array<{ what: string; runs: string[] }> {
  const groups = new Map<string, { what: string; runs: string[] }>()
  for (const { run, what } of failures) {
    const key = run === null ? `release: ${what}` : `run: ${what}`
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { what, runs: [] }))
    if (run !== null) group.runs.push(run)
  }
  return [...groups.values()]
}
