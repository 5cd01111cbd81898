import type { Gate } from '../../core/report/comparison-schema.ts'
import { plural } from '../format/format.ts'
import { Badge, type Tone } from '../parts/badge.tsx'
import type { IconName } from '../parts/icon.tsx'
import type { LoadedComparison } from '../report/loaded-comparison.ts'
import { RunLinks } from './run-links.tsx'

const RESULTS: Record<Gate['rules'][number]['result'], [Tone, IconName, string]> = {
  failed: ['bad', 'cross', 'failed'],
  passed: ['good', 'check', 'passed'],
  not_applicable: ['plain', 'minus', 'not applicable'],
}

/** Whether the comparison passes its rules, and what each of them failed on. */
export function GateSection({ loaded, of }: { loaded: LoadedComparison; of: number }) {
  const { gate } = loaded.comparison
  if (!gate) return <p class="dim">No gate: no rules were given.</p>
  const failed = gate.rules.filter(({ result }) => result === 'failed').length
  return (
    <section class="compare-section" aria-labelledby="gate-title">
      <h2 id="gate-title" class={gate.passed ? 'tone-good' : 'tone-bad'}>
        {gate.passed
          ? `The gate passed: ${plural(gate.rules.length, 'rule')}`
          : `The gate failed on ${failed} of ${plural(gate.rules.length, 'rule')}`}
      </h2>
      <ul class="gate">
        {gate.rules.map((rule, index) => (
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
  const whole = rule.failures.filter(({ run }) => run === null)
  const byWhat = new Map<string, string[]>()
  for (const { run, what } of rule.failures)
    if (run !== null) byWhat.set(what, [...(byWhat.get(what) ?? []), run])
  return (
    <li>
      <Badge tone={tone} icon={icon} text={text} />
      <code>{rule.rule}</code>
      <div>
        {whole.map(({ what }, index) => (
          <p key={index}>{what}</p>
        ))}
        {[...byWhat].map(([what, ids]) => (
          <div key={what} class="said-of">
            <span>
              {what}: {plural(ids.length, 'run')}
            </span>
            <RunLinks loaded={loaded} of={of} ids={ids} />
          </div>
        ))}
        {rule.note !== null && <p class="dim">{rule.note}</p>}
      </div>
    </li>
  )
}
