import type {
  ComparedSide,
  Comparison,
  MetricComparison,
  MetricName,
  ReleaseNumbers,
  RunComparison,
  RunFacts,
} from '../../src/core/report/comparison-schema.ts'
import { VERDICTS } from '../../src/core/report/verdicts.ts'

/** What is known of a run on a side, with what a test wants otherwise. */
export function buildFacts(part: Partial<RunFacts> = {}): RunFacts {
  return {
    cassette: 'test/__cassettes__/a.test.ts/refunds-an-order.cassette.jsonl',
    release: '1.3.0',
    recordedAt: '2026-11-02T09:00:00.000Z',
    takes: 1,
    status: 'passed',
    stopReason: 'success',
    errorClass: null,
    errorRate: 0,
    actions: 7,
    toolCalls: 3,
    toolErrors: 0,
    repeatedToolCalls: 0,
    matchRate: 1,
    determinism: null,
    costUsd: 0.0123,
    tokens: 2140,
    durationMs: 4870,
    ...part,
  }
}

/** A run that does the same on both sides, with what a test wants otherwise. */
export function buildRunComparison(part: Partial<RunComparison> = {}): RunComparison {
  return {
    id: 'c-1',
    name: 'refunds an order',
    test: { file: 'a.test.ts', fullName: 'refunds an order' },
    project: '',
    agent: 'supportAgent',
    workflow: null,
    tags: [],
    renamedFrom: null,
    verdict: 'identical',
    reasons: ['no position differs'],
    evidence: 'replay',
    basis: "1 replay by head against base's recording",
    base: buildFacts(),
    head: buildFacts({ release: '1.4.0' }),
    positions: 8,
    divergences: [],
    moreDivergences: 0,
    tools: null,
    finalOutput: null,
    metrics: [],
    ...part,
  }
}

const UNITS: Record<MetricName, [MetricComparison['unit'], MetricComparison['better']]> = {
  success_rate: ['ratio', 'higher'],
  error_rate: ['ratio', 'lower'],
  tool_error_rate: ['ratio', 'lower'],
  repeated_tool_calls: ['count', 'lower'],
  latency_p95: ['ms', 'lower'],
  duration: ['ms', 'lower'],
  cost: ['usd', 'lower'],
  tokens: ['tokens', 'lower'],
  actions: ['count', 'neither'],
  match_rate: ['ratio', 'higher'],
  determinism: ['score', 'higher'],
}

/** A metric of both sides; delta and relative follow from them. */
export function buildMetric(
  metric: MetricName,
  base: number | null,
  head: number | null,
  part: Partial<MetricComparison> = {},
): MetricComparison {
  const [unit, better] = UNITS[metric]
  const delta = base === null || head === null ? null : head - base
  return {
    metric,
    unit,
    better,
    base,
    head,
    delta,
    relative: delta === null || base === 0 || base === null ? null : delta / base,
    interval: null,
    significance: null,
    tolerance: unit === 'ratio' ? 0.02 : unit === 'score' ? 2 : 0.05,
    basis: { evidence: 'takes', pairs: 12, baseRuns: 60, headRuns: 60 },
    verdict: delta === null ? 'unknown' : 'unchanged',
    note: null,
    ...part,
  }
}

/** Numbers of a release without any metric, with what a test wants otherwise. */
export function buildNumbers(part: Partial<ReleaseNumbers> = {}): ReleaseNumbers {
  return {
    verdict: 'not_evidence',
    metrics: [],
    stopReasons: { base: {}, head: {}, significance: null },
    ...part,
  }
}

const side = (part: Partial<ComparedSide>): ComparedSide => ({
  label: 'git:v1.3.0',
  release: '1.3.0',
  commit: null,
  runs: 0,
  recordings: 0,
  replays: 0,
  ...part,
})

/** A comparison of these runs; its totals and its verdict follow from them. */
export function buildComparison(
  runs: RunComparison[] = [],
  part: Partial<Comparison> = {},
): Comparison {
  const count = (verdict: string) => runs.filter((run) => run.verdict === verdict).length
  const totals = Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)]))
  return {
    version: 1,
    base: side({ runs: runs.length - count('new'), recordings: runs.length - count('new') }),
    head: side({
      label: '.vitest-replay/report.json',
      release: '1.4.0',
      runs: runs.length - count('missing'),
      replays: runs.length - count('missing'),
    }),
    verdict: VERDICTS.find((verdict) => count(verdict) > 0) ?? null,
    totals: totals as Comparison['totals'],
    unreplayed: 0,
    runs,
    numbers: buildNumbers(),
    critical: null,
    segments: [],
    hypotheses: [],
    gate: null,
    history: [],
    ...part,
  }
}
