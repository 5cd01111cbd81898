import { expect, test } from 'vitest'
import { parseGateRule } from '../../../../src/core/comparison/gate/gate-rule.ts'
import { VERDICTS } from '../../../../src/core/report/comparison-schema.ts'

test.each([
  ['matchRate<1', { kind: 'run', metric: 'match_rate', operator: '<', limit: 1, relative: false }],
  [
    'matchRate < 95%',
    { kind: 'run', metric: 'match_rate', operator: '<', limit: 0.95, relative: false },
  ],
  ['determinism<90', { kind: 'run', metric: 'determinism', limit: 90 }],
  ['determinism<90%', { kind: 'run', metric: 'determinism', limit: 90 }],
  ['cost>0.05', { kind: 'run', metric: 'cost', operator: '>', limit: 0.05 }],
  ['cost>+10%', { kind: 'change', metric: 'cost', operator: '>', limit: 0.1, relative: true }],
  [
    'tokens>=+500',
    { kind: 'change', metric: 'tokens', operator: '>=', limit: 500, relative: false },
  ],
  ['matchRate<-0.05', { kind: 'change', metric: 'match_rate', limit: -0.05, relative: false }],
  ['matchRate<-5%', { kind: 'change', metric: 'match_rate', limit: -0.05, relative: true }],
  ['latencyP95<=2500', { kind: 'run', metric: 'latency_p95', operator: '<=', limit: 2500 }],
  ['errorRate>.1', { kind: 'run', metric: 'error_rate', limit: 0.1 }],
  ['toolErrorRate>0', { kind: 'run', metric: 'tool_error_rate' }],
  ['repeatedToolCalls>2', { kind: 'run', metric: 'repeated_tool_calls' }],
  ['successRate<1', { kind: 'run', metric: 'success_rate' }],
  ['duration>+20%', { kind: 'change', metric: 'duration' }],
  ['actions>30', { kind: 'run', metric: 'actions' }],
  ['unreplayed', { kind: 'unreplayed' }],
  ...VERDICTS.map((verdict) => [verdict, { kind: 'verdict', verdict }] as const),
] as const)('%s is a rule', (text, rule) => {
  expect(parseGateRule(` ${text} `)).toMatchObject({ ...rule, text })
})

test.each([
  ['regresed', 'it is no verdict', 'regressed'],
  ['Regressed', 'it is no verdict', 'regressed'],
  ['unreplay', 'it is no verdict', 'unreplayed'],
  ['matchrate<1', 'there is no metric "matchrate"', 'matchRate'],
  ['match_rate<1', 'there is no metric "match_rate"', 'matchRate'],
  ['latency>+5%', 'there is no metric "latency"', 'latencyP95'],
  ['constructor<1', 'there is no metric "constructor"', ''],
  ['matchRate', 'a metric needs a limit', 'matchRate<1'],
  ['cost>10%', 'cost has no percentage of its own', 'cost>+10%'],
  ['cost=1', 'it is not <metric><operator><number>[%]', 'cost'],
  ['errorRate>5', 'errorRate is a share of 0 to 1', 'errorRate>5%'],
  ['matchRate<90', 'matchRate is a share of 0 to 1', 'matchRate<90%'],
  ['matchRate<-5', 'matchRate is a share of 0 to 1', 'matchRate<-5%'],
  ['errorRate>+5', 'errorRate is a share of 0 to 1', 'errorRate>+5%'],
  ['successRate<150%', 'successRate is a share of 0 to 1', 'successRate<1'],
  ['determinism<0.9', 'determinism is a score of 0 to 100', 'determinism<90'],
  ['determinism<1', 'determinism is a score of 0 to 100', 'determinism<100'],
  ['determinism<900', 'determinism is a score of 0 to 100', 'determinism<100'],
  ['matchRate>1', 'no value of matchRate is beyond it', 'matchRate>0'],
  ['errorRate<0', 'no value of errorRate is beyond it', 'errorRate<1'],
  ['cost<0', 'no value of cost is beyond it', 'cost>0'],
  ['determinism>100', 'no value of determinism is beyond it', 'determinism>0'],
  ['cost>ten', 'it is not <metric><operator><number>[%]', 'cost'],
  ['cost>', 'it is not <metric><operator><number>[%]', 'cost'],
  ['', 'it is empty', ''],
])('%j is no rule', (text, reason, suggestion) => {
  expect(() => parseGateRule(text)).toThrow(
    expect.objectContaining({
      code: 'GATE_RULE_INVALID',
      message: expect.stringMatching(
        new RegExp(
          `^\\[vitest-replay\\] Failed to read the rule .* of --fail-on: ${escape(reason)}\\. Did you mean "${escape(suggestion)}`,
        ),
      ),
    }),
  )
})

test('a rule that cannot be read says what a rule is, on one line', () => {
  expect(() => parseGateRule('cost>+10 %\u001b[31m\n')).toThrow(/"cost>\+10 %\\u001b\[31m"/)
  expect(() => parseGateRule('regresed')).toThrow(
    '[vitest-replay] Failed to read the rule "regresed" of --fail-on: it is no verdict. Did you mean "regressed"? A rule is one of regressed, missing, changed, new, improved, equivalent, identical, unreplayed, or <metric><operator><number>[%] with one of matchRate, determinism, cost, tokens, duration, latencyP95, errorRate, toolErrorRate, repeatedToolCalls, successRate, actions and <, <=, > or >=, such as "matchRate<1" or "cost>+10%".',
  )
})

function escape(text: string): string {
  return text.replace(/[[\]<>.+*?%()"^$|\\]/g, String.raw`\$&`)
}
