import { parseGateRule } from '../../core/comparison/gate/gate-rule.ts'
import { MetricNameSchema, type MetricName } from '../../core/report/comparison-schema.ts'
import { UsageError } from '../cli/command.ts'
import type { CompareConfig } from './compare-config.ts'

/**
 * The rules of the gate, from the flags or else from the settings. Each is parsed, so that an
 * invalid one fails at once.
 */
export function readRules(flags: readonly string[], { failOn = [] }: CompareConfig): string[] {
  const rules = flags.length > 0 ? flags.flatMap((flag) => flag.split(',')) : failOn
  const named = rules.map((rule) => rule.trim()).filter((rule) => rule !== '')
  if (flags.length > 0 && named.length === 0) throw new UsageError('--fail-on names no rule')
  for (const rule of named) parseGateRule(rule)
  return [...new Set(named)]
}

/** `cost=0.1`, `latencyP95=20%`; flags win over settings, metric by metric. */
export function readTolerance(
  flags: readonly string[],
  { tolerance = {} }: CompareConfig,
): Partial<Record<MetricName, number>> {
  const read = { ...tolerance }
  for (const flag of flags) {
    const [, word, digits, percent] = /^([A-Za-z_]\w*)=(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(flag) ?? []
    const metric = MetricNameSchema.safeParse(snakeCase(word ?? ''))
    if (!metric.success)
      throw new UsageError(
        `--tolerance takes <metric>=<n> with one of ${MetricNameSchema.options.map(camelCase).join(', ')}, such as cost=10%, not "${flag}"`,
      )
    read[metric.data] = percent ? Number(digits) / 100 : Number(digits)
  }
  return read
}

function camelCase(metric: string): string {
  return metric.replace(/_[a-z]/g, (letter) => letter.slice(1).toUpperCase())
}

/** The rules call a metric `latencyP95` that the comparison calls `latency_p95`. */
function snakeCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
