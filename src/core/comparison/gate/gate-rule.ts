import { ReplayError } from '../../errors.ts'
import { type MetricName, type Verdict, VERDICTS } from '../../report/comparison-schema.ts'
import { METRICS } from '../numbers/metrics.ts'

/** The names of the metrics in a rule. */
const METRIC_WORDS = {
  matchRate: 'match_rate',
  determinism: 'determinism',
  cost: 'cost',
  tokens: 'tokens',
  duration: 'duration',
  latencyP95: 'latency_p95',
  errorRate: 'error_rate',
  toolErrorRate: 'tool_error_rate',
  repeatedToolCalls: 'repeated_tool_calls',
  successRate: 'success_rate',
  actions: 'actions',
} as const satisfies Record<string, MetricName>

type Operator = '<' | '<=' | '>' | '>='

/** A rule of the gate. A number without a sign is a limit for each run, one with a sign a limit for the change. */
export type GateRule =
  | { kind: 'verdict'; text: string; verdict: Verdict }
  | { kind: 'unreplayed'; text: string }
  | {
      kind: 'run' | 'change'
      text: string
      metric: MetricName
      operator: Operator
      limit: number
      /** `limit` is a share of the base: 0.1 for `+10%`. */
      relative: boolean
    }

const RULE = /^([A-Za-z][\w-]*)\s*(<=|>=|<|>)\s*([+-]?)(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/
const NAMES = [...VERDICTS, 'unreplayed']

/**
 * Reads a rule of `--fail-on`.
 *
 * - a verdict (`regressed`, `changed`, `missing`, `new`, ...): a run has it. A run that regressed or improved has also
 *   `changed`.
 * - `unreplayed`: nothing shows what the head's code does in a run.
 * - `matchRate<1`, `cost>0.05`: a run of the head is there (latencyP95: the release is).
 * - `cost>+10%`, `matchRate<-0.05`: the release is that far from the base.
 *
 * @example
 * parseGateRule('cost>+10%') // { kind: 'change', metric: 'cost', operator: '>', limit: 0.1, relative: true, ... }
 */
export function parseGateRule(text: string): GateRule {
  const rule = text.trim()
  const verdict = VERDICTS.find((name) => name === rule)
  if (verdict) return { kind: 'verdict', text: rule, verdict }
  if (rule === 'unreplayed') return { kind: 'unreplayed', text: rule }
  const [, word = '', operator, sign = '', digits = '', percent] = RULE.exec(rule) ?? []
  if (!operator) throw invalid(rule, whatIsWrong(rule))
  const metric = metricOf(word)
  if (!metric)
    throw invalid(rule, `there is no metric "${word}"`, nearest(word, Object.keys(METRIC_WORDS)))
  const { unit } = METRICS[metric]
  if (percent && !sign && unit !== 'ratio' && unit !== 'score')
    throw invalid(
      rule,
      `${word} has no percentage of its own`,
      `${word}${operator}+${digits}%" (a change) or "${word}${operator}${digits}`,
    )
  const isShare = percent === '%' && !(unit === 'score' && !sign)
  const limit = Number(`${sign}${digits}`) / (isShare ? 100 : 1)
  if (!(percent && sign)) checkRange(rule, { word, operator, limit, metric, sign })
  return {
    kind: sign ? 'change' : 'run',
    text: rule,
    metric,
    operator: operator as Operator,
    limit,
    relative: percent === '%' && sign !== '',
  }
}

/** A limit that no value can reach would be a rule that never fails. */
function checkRange(
  rule: string,
  found: { word: string; operator: string; limit: number; metric: MetricName; sign: string },
): void {
  const { word, operator, limit, metric, sign } = found
  const { unit } = METRICS[metric]
  const size = Math.abs(limit)
  const signed = (value: number) => `${word}${operator}${sign}${Number(value.toPrecision(12))}`
  if (unit === 'ratio' && size > 1) {
    const isPercentage = size <= 100 && !rule.endsWith('%')
    const meant = isPercentage ? `${signed(size)}%` : signed(1)
    throw invalid(rule, `${word} is a share of 0 to 1`, meant)
  }
  if (unit === 'score' && (size > 100 || (!sign && size > 0 && size <= 1 && !rule.endsWith('%'))))
    throw invalid(rule, `${word} is a score of 0 to 100`, signed(size > 100 ? 100 : size * 100))
  if (sign) return
  const most = unit === 'ratio' ? 1 : unit === 'score' ? 100 : Infinity
  if (operator === '<' && limit === 0)
    throw invalid(
      rule,
      `no value of ${word} is beyond it`,
      most === Infinity ? `${word}>0` : `${word}<${most}`,
    )
  if (operator === '>' && limit === most)
    throw invalid(rule, `no value of ${word} is beyond it`, `${word}>0`)
}

function metricOf(word: string): MetricName | undefined {
  return Object.hasOwn(METRIC_WORDS, word)
    ? METRIC_WORDS[word as keyof typeof METRIC_WORDS]
    : undefined
}

function whatIsWrong(rule: string): string {
  if (rule === '') return 'it is empty'
  if (metricOf(rule)) return `a metric needs a limit`
  return /[<>=]/.test(rule) ? 'it is not <metric><operator><number>[%]' : `it is no verdict`
}

function invalid(rule: string, reason: string, suggestion?: string): ReplayError {
  const word = /^[\w-]*/.exec(rule)![0]
  const meant =
    suggestion ??
    (metricOf(rule)
      ? `${rule}<${METRICS[metricOf(rule)!].unit === 'score' ? 90 : 1}`
      : nearest(
          word,
          /[<>=]/.test(rule) ? Object.keys(METRIC_WORDS) : [...NAMES, ...Object.keys(METRIC_WORDS)],
        ))
  return new ReplayError('GATE_RULE_INVALID', {
    attempted: `Failed to read the rule ${JSON.stringify(rule)} of --fail-on`,
    reason,
    remedy: `Did you mean "${meant}"? A rule is one of ${NAMES.join(', ')}, or <metric><operator><number>[%] with one of ${Object.keys(METRIC_WORDS).join(', ')} and <, <=, > or >=, such as "matchRate<1" or "cost>+10%".`,
  })
}

function nearest(word: string, names: readonly string[]): string {
  const ranked = names.map((name) => ({
    name,
    distance: editDistance(word.toLowerCase(), name.toLowerCase()),
  }))
  return ranked.sort((a, b) => a.distance - b.distance)[0]!.name
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= Math.min(a.length, 64); i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1)
    }
    row = next
  }
  return row[b.length]!
}

/** Checks a value against the limit of a rule, rounding errors aside: `true` where the rule fails. */
export function isBeyond(value: number, operator: Operator, limit: number): boolean {
  // A difference of rounding alone counts as equal to the limit.
  const near = Math.abs(value - limit) <= 1e-9 * Math.max(1, Math.abs(limit))
  if (near) return operator === '<=' || operator === '>='
  return operator.startsWith('<') ? value < limit : value > limit
}
