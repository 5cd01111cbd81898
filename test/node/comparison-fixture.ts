import {
  COMPARISON_VERSION,
  VERDICTS,
  type Comparison,
  type MetricComparison,
  type ReleaseNumbers,
  type RunComparison,
  type RunFacts,
  type Verdict,
} from '../../src/core/report/comparison-schema.ts'

/** What is known of a run on one side. */
export function buildFacts(part: Partial<RunFacts> = {}): RunFacts {
  return {
    cassette: '__cassettes__/a.test.ts/refunds-an-order.cassette.jsonl',
    release: null,
    recordedAt: '2026-11-19T09:00:00.000Z',
    takes: 1,
    status: null,
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
    tokens: 1200,
    durationMs: 900,
    ...part,
  }
}

/** A run that is the same on both sides, with what a test wants otherwise. */
export function buildComparedRun(part: Partial<RunComparison> = {}): RunComparison {
  return {
    id: part.name ?? 'run-1',
    name: 'refunds an order',
    test: { file: 'a.test.ts', fullName: 'agent > refunds an order' },
    project: '',
    agent: 'supportAgent',
    workflow: null,
    tags: [],
    renamedFrom: null,
    verdict: 'identical',
    reasons: [],
    evidence: 'recording',
    basis: '1 recording against 1 recording',
    base: buildFacts(),
    head: buildFacts(),
    positions: 4,
    divergences: [],
    moreDivergences: 0,
    tools: null,
    finalOutput: null,
    metrics: [],
    ...part,
  }
}

/** A run whose system prompt changed, with all there is to tell of it. */
export function buildChangedRun(part: Partial<RunComparison> = {}): RunComparison {
  return buildComparedRun({
    verdict: 'changed',
    reasons: ['one recording a side is not evidence of better or worse'],
    divergences: [
      {
        index: 0,
        kind: 'input_mismatch',
        action: 'chat gpt-4o',
        firstCause: true,
        causedBy: null,
        cause: 'system_prompt',
        paths: [
          { path: '$.messages[0].content', recorded: 'You are kind.', replayed: 'You are brief.' },
        ],
        source: { file: 'src/agent.ts', line: 12 },
        recordedIndex: 0,
        replayedIndex: 0,
        note: null,
      },
    ],
    tools: [
      { change: 'same', name: 'lookup' },
      { change: 'removed', name: 'refund' },
      { change: 'added', name: 'escalate' },
      { change: 'added', name: 'escalate' },
    ],
    finalOutput: { base: 'Your refund is on its way.', head: 'A colleague will call you.' },
    metrics: [
      buildMetric({ metric: 'cost', base: 0.01, head: 0.02, delta: 0.01, relative: 1 }),
      buildMetric({
        metric: 'duration',
        unit: 'ms',
        base: 900,
        head: 2400,
        delta: 1500,
        relative: 5 / 3,
      }),
    ],
    ...part,
  })
}

export function buildMetric(part: Partial<MetricComparison> = {}): MetricComparison {
  return {
    metric: 'cost',
    unit: 'usd',
    better: 'lower',
    base: 0.01,
    head: 0.01,
    delta: 0,
    relative: 0,
    interval: null,
    significance: null,
    tolerance: 0.05,
    basis: { evidence: 'recording', pairs: 1, baseRuns: 1, headRuns: 1 },
    verdict: 'not_evidence',
    note: 'one run, not evidence',
    ...part,
  }
}

export function buildNumbers(part: Partial<ReleaseNumbers> = {}): ReleaseNumbers {
  return {
    verdict: 'not_evidence',
    metrics: [],
    stopReasons: { base: { success: 1 }, head: { success: 1 }, significance: null },
    ...part,
  }
}

/** A comparison of these runs. */
export function buildComparison(runs: RunComparison[], part: Partial<Comparison> = {}): Comparison {
  const totals = Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, runs.filter((run) => run.verdict === verdict).length]),
  ) as Record<Verdict, number>
  const side = (label: string, commit: string | null) => ({
    label,
    release: null,
    commit,
    runs: runs.length,
    recordings: runs.length,
    replays: 0,
  })
  return {
    version: COMPARISON_VERSION,
    base: side('git:main', 'f'.repeat(40)),
    head: side('working tree', null),
    verdict: VERDICTS.find((verdict) => totals[verdict] > 0) ?? null,
    totals,
    unreplayed: 0,
    runs: VERDICTS.flatMap((verdict) => runs.filter((run) => run.verdict === verdict)),
    numbers: buildNumbers(),
    critical: null,
    segments: [],
    hypotheses: [],
    gate: null,
    history: [],
    ...part,
  }
}

/** A comparison that has something of everything. */
export function buildFullComparison(): Comparison {
  const regressed = buildChangedRun({
    name: 'pays back twice',
    test: { file: 'tests/pay.test.ts', fullName: 'agent > pays back twice' },
    verdict: 'regressed',
    evidence: 'replay',
    basis: "the base's recording, replayed by the head's code",
    reasons: ['the head ends in tool_error:refund where the base succeeded'],
    metrics: [],
  })
  const improved = buildMetric({
    metric: 'repeated_tool_calls',
    unit: 'count',
    base: 1.25,
    head: 0.5,
    delta: -0.75,
    relative: -0.6,
    interval: [-1.1, -0.4],
    significance: { test: 'sign', p: 0.004, adjustedP: 0.012, n: 10 },
    basis: { evidence: 'recording', pairs: 12, baseRuns: 12, headRuns: 12 },
    verdict: 'improved',
    note: null,
  })
  return buildComparison(
    [
      regressed,
      buildChangedRun(),
      buildComparedRun({ name: 'gone', verdict: 'missing', evidence: null, head: null, basis: '' }),
      buildComparedRun({ name: 'fresh', verdict: 'new', evidence: null, base: null, basis: '' }),
      buildComparedRun({
        name: 'reworded',
        verdict: 'equivalent',
        reasons: ['only the wording of the final output differs'],
      }),
      buildComparedRun({ name: 'same 1' }),
      buildComparedRun({ name: 'same 2' }),
    ],
    {
      unreplayed: 2,
      numbers: buildNumbers({
        verdict: 'improved',
        metrics: [
          improved,
          buildMetric({
            metric: 'cost',
            base: 0.0123,
            head: null,
            delta: null,
            relative: null,
            verdict: 'unknown',
            note: "the price of the head's model is not known",
          }),
        ],
        stopReasons: {
          base: { success: 6 },
          head: { success: 5, 'tool_error:refund': 1 },
          significance: { test: 'fisher', p: 1, adjustedP: 1, n: 12 },
        },
      }),
      critical: buildNumbers({ metrics: [buildMetric()] }),
      segments: [
        { by: 'agent', value: 'supportAgent', baseRuns: 6, headRuns: 6, metrics: [improved] },
        { by: 'model', value: 'gpt-4o', baseRuns: 6, headRuns: 6, metrics: [buildMetric()] },
      ],
      hypotheses: [
        {
          layer: 'change',
          statement: 'the system prompt changed',
          evidence: [{ text: 'first cause of 2 runs', runs: ['pays back twice', 'run-1'] }],
        },
      ],
      gate: {
        passed: false,
        rules: [
          {
            rule: 'regressed',
            result: 'failed',
            failures: [{ run: 'pays back twice', what: 'regressed' }],
            note: null,
          },
          {
            rule: 'missing',
            result: 'failed',
            failures: [{ run: 'gone', what: 'missing' }],
            note: null,
          },
          { rule: 'matchRate<1', result: 'passed', failures: [], note: null },
          {
            rule: 'cost>+10%',
            result: 'not_applicable',
            failures: [],
            note: 'no cost is known on both sides',
          },
        ],
      },
    },
  )
}

/** A comparison that holds one text wherever a comparison can hold a text. */
export function buildComparisonOf(text: string): Comparison {
  const json = { [text]: text, list: [text] }
  const facts = buildFacts({
    cassette: text,
    release: text,
    recordedAt: text,
    stopReason: text,
    errorClass: text,
  })
  const metric = buildMetric({ note: text, verdict: 'regressed' })
  const run = buildChangedRun({
    id: text,
    name: text,
    test: { file: text, fullName: text },
    project: text,
    agent: text,
    workflow: text,
    tags: [text],
    renamedFrom: { file: text, fullName: text, cassette: text },
    verdict: 'regressed',
    reasons: [text],
    basis: text,
    base: facts,
    head: facts,
    tools: [
      { change: 'same', name: text },
      { change: 'removed', name: text },
      { change: 'added', name: text },
    ],
    finalOutput: { base: text, head: `${text} and more` },
    metrics: [metric],
  })
  const [divergence] = run.divergences
  const changed = {
    ...divergence!,
    action: text,
    paths: [
      { path: text, recorded: text, replayed: `${text} and more` },
      { path: '$', recorded: json, replayed: [text] },
    ],
    source: { file: text, line: 1 },
    note: text,
  }
  const numbers = buildNumbers({
    metrics: [metric],
    stopReasons: {
      base: Object.fromEntries([[text, 1]]),
      head: Object.fromEntries([[text, 2]]),
      significance: null,
    },
  })
  const side = {
    label: text,
    release: text,
    commit: text,
    runs: 1,
    recordings: 1,
    replays: 0,
    notes: [text],
  }
  return buildComparison(
    [
      { ...run, divergences: [changed] },
      buildComparedRun({ id: `2${text}`, name: text, verdict: 'new', reasons: [text] }),
      buildComparedRun({ id: `3${text}`, name: text, verdict: 'equivalent', reasons: [text] }),
    ],
    {
      base: side,
      head: side,
      numbers,
      critical: numbers,
      segments: [{ by: 'agent', value: text, baseRuns: 1, headRuns: 1, metrics: [metric] }],
      hypotheses: [
        { layer: 'tool', statement: text, evidence: [{ text, runs: [text, `${text}?`] }] },
      ],
      gate: {
        passed: false,
        rules: [
          { rule: text, result: 'failed', failures: [{ run: text, what: text }], note: text },
        ],
      },
    },
  )
}
