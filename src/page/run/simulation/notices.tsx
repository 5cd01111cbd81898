import { describeEffect } from '../../../core/words/receipt.ts'
import type { RunReport } from '../../../core/report/schema.ts'
import { plural } from '../../../core/words/plural.ts'
import { ValueDiff } from '../../parts/diff/value-diff.tsx'

/** The differences that a run tolerated, and the calls that it blocked. */
export function Notices({ run }: { run: RunReport }) {
  const tolerated = run.tolerated ?? []
  const misses = run.misses ?? []
  const volatile = run.volatile ?? []
  const rules = run.rules ?? []
  const unused = run.unusedRules ?? []
  const policy = run.receipt.policy ?? []
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
      {policy.length > 0 && (
        <details class="notice calm">
          <summary>
            {plural(policy.length, 'operation')} decided by policy, or left the process
          </summary>
          <ul>
            {policy.map(describeEffect).map(({ subject, effect, by }, index) => (
              <li key={index}>
                <span class="mono">{subject}</span> {effect} by <span class="mono">{by}</span>
              </li>
            ))}
          </ul>
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
      {volatile.length > 0 && (
        <details class="notice calm">
          <summary>{plural(volatile.length, 'generated value')} renamed before it counted</summary>
          {volatile.map(({ action, path, recorded, replayed }, index) => (
            <div class="path-diff" key={index}>
              <p class="mono path">
                {action} {path}
              </p>
              <ValueDiff recorded={recorded} replayed={replayed} />
            </div>
          ))}
        </details>
      )}
      {rules.length + unused.length > 0 && (
        <details class="notice calm">
          <summary>{plural(rules.length + unused.length, 'match rule')} in force</summary>
          <ul class="plain">
            {rules.map(({ rule, origin, uses }, index) => (
              <li key={index}>
                <span class="mono">{rule}</span> <span class="dim">of the {origin}</span>, changed{' '}
                {plural(uses, 'value')}
              </li>
            ))}
            {unused.map((rule, index) => (
              <li key={`unused ${index}`}>
                <span class="mono">{rule}</span> <span class="tone-warn">changed nothing</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
