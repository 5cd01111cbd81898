import { METRICS } from '../../../src/core/comparison/numbers/metrics.ts'
import type {
  Comparison,
  MetricComparison,
  ReleaseNumbers,
  RunComparison,
  RunFacts,
} from '../../../src/core/report/comparison-schema.ts'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import { judgeGate } from '../../../src/core/words/comparison/judge-gate.ts'
import type { NumberOptions } from '../../../src/core/comparison/numbers/release-numbers.ts'
import type { ReleaseSide } from '../../../src/core/comparison/runs/performed-run.ts'
import type { Sides } from './build-sides.ts'

interface Compared extends NumberOptions {
  base?: Partial<ReleaseSide>
  head?: Partial<ReleaseSide>
  /** The rules of a gate. */
  rules?: readonly string[]
}

/** Compares two releases that consist of these runs, as `compareReleases` does, and judges the gate. */
export function buildComparison(
  runs: readonly Sides[],
  { base, head, rules, ...options }: Compared = {},
): Comparison {
  const comparison = compareReleases(
    {
      label: 'git:main',
      release: null,
      commit: 'f'.repeat(40),
      runs: runs.flatMap((one) => one.base ?? []),
      ...base,
    },
    {
      label: 'working tree',
      release: null,
      commit: null,
      runs: runs.flatMap((one) => one.head ?? []),
      ...head,
    },
    options,
  )
  return rules ? { ...comparison, gate: judgeGate(comparison, rules) } : comparison
}

/** The facts of a run made by hand. */
export function factsOf(facts: Partial<RunFacts> = {}): RunFacts {
  return {
    cassette: 'a.cassette.jsonl',
    release: null,
    recordedAt: null,
    takes: 1,
    status: 'passed',
    stopReason: 'success',
    errorClass: null,
    errorRate: 0,
    actions: 3,
    toolCalls: 2,
    toolErrors: 0,
    repeatedToolCalls: 0,
    matchRate: null,
    determinism: null,
    costUsd: 0.01,
    tokens: 100,
    durationMs: 1000,
    ...facts,
  }
}

/** A compared run made by hand: recorded anew. */
export function comparedRun(id: string, facts: Partial<RunComparison> = {}): RunComparison {
  return {
    id,
    name: id,
    test: { file: 'a.test.ts', fullName: id },
    project: '',
    agent: null,
    workflow: null,
    tags: [],
    renamedFrom: null,
    verdict: 'identical',
    reasons: [],
    evidence: 'recording',
    basis: '1 recording against 1 recording',
    base: factsOf(),
    head: factsOf(),
    positions: 4,
    divergences: [],
    moreDivergences: 0,
    tools: null,
    finalOutput: null,
    metrics: [],
    ...facts,
  }
}

/** A compared run whose head is a replay made by hand. */
export function replayedRun(
  id: string,
  head: Partial<RunFacts> = {},
  facts: Partial<RunComparison> = {},
): RunComparison {
  const replay = { matchRate: 1, costUsd: null, tokens: null, durationMs: null, ...head }
  return comparedRun(id, { evidence: 'replay', head: factsOf(replay), ...facts })
}

/** A row of a table made by hand. */
export function row(facts: Partial<MetricComparison> & Pick<MetricComparison, 'metric'>) {
  const { base = null, head = null } = facts
  const delta = base === null || head === null ? null : head - base
  const made: MetricComparison = {
    unit: METRICS[facts.metric].unit,
    better: 'lower',
    base,
    head,
    delta,
    relative: delta === null || base === 0 ? null : delta / base!,
    interval: null,
    significance: null,
    tolerance: 0,
    basis: { evidence: 'recording', pairs: 8, baseRuns: 8, headRuns: 8 },
    verdict: 'unchanged',
    note: null,
    ...facts,
  }
  return made
}

/** The numbers of a release made by hand. */
export function numbersOf(
  metrics: MetricComparison[] = [],
  verdict: ReleaseNumbers['verdict'] = 'no_consistent_difference',
): ReleaseNumbers {
  return { verdict, metrics, stopReasons: { base: {}, head: {}, significance: null } }
}

/** A comparison made by hand. */
export function comparisonOf(runs: RunComparison[], facts: Partial<Comparison> = {}): Comparison {
  const side = (label: string, count: number) => ({
    label,
    release: null,
    commit: null,
    runs: count,
    recordings: count,
    replays: 0,
  })
  return {
    version: 1,
    base: side('base', runs.filter(({ base }) => base).length),
    head: side('head', runs.filter(({ head }) => head).length),
    verdict: null,
    totals: {} as Comparison['totals'],
    unreplayed: 0,
    runs,
    numbers: numbersOf(),
    critical: null,
    segments: [],
    hypotheses: [],
    gate: null,
    history: [],
    ...facts,
  }
}
