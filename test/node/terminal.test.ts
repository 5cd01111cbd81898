import { expect, test } from 'vitest'
import type { RunReport } from '../../src/core/report/schema.ts'
import { renderSummary } from '../../src/node/render/report/terminal.ts'
import { buildReport, buildRun } from '../report/build-report.ts'

const run = buildRun()

function summary(...runs: RunReport[]): string {
  return renderSummary(buildReport(runs), {
    color: false,
    link: '.vitest-replay/report.html',
  }).join('\n')
}

test('one line when all is well', () => {
  expect(summary(run, { ...run, runId: 'r-2' })).toMatchInlineSnapshot(
    `
    "✓ vitest-replay: 2 replayed, match rate 1, 6 served, 0 live, saved $0.0246
      report: .vitest-replay/report.html"
  `,
  )
})

test('what a rule let differ is counted', () => {
  const tolerated = [{ action: 'price', path: '$.total', recorded: 1, replayed: 1.001 }]
  expect(summary({ ...run, tolerated }, { ...run, runId: 'r-2' })).toContain(
    '6 served, 0 live, 1 tolerated, saved',
  )
})

test('critical runs are counted by themselves', () => {
  const critical = { ...run, tags: ['critical'] }
  const failed = { ...critical, runId: 'r-2', status: 'failed' as const }
  expect(summary(run, critical, failed)).toContain('1 failed, 1 of 2 critical passed, ')
})

test('an unknown price is unknown, not nothing', () => {
  expect(summary({ ...run, originalCostUsd: null, savingsUsd: null })).toMatchInlineSnapshot(
    `
    "✓ vitest-replay: 1 replayed, match rate 1, 3 served, 0 live, saved an unknown
        amount
      report: .vitest-replay/report.html"
  `,
  )
})

test('a recording that failed says what was spent on it', () => {
  const failed = {
    mode: 'record',
    status: 'failed',
    recordedAt: null,
    originalCostUsd: null,
  } as const
  const spent = summary({ ...run, ...failed, savingsUsd: null, replayCostUsd: 0.5 })
  expect(spent.match(/cost\s+\S+/g)).toHaveLength(2)
  expect(spent.match(/cost\s+\$0\.50/g)).toHaveLength(2)
  expect(summary({ ...run, ...failed, savingsUsd: null, replayCostUsd: null })).toContain('cost an')
})

test('a secret that is not known to be another one is not called so', () => {
  const notCompared = [{ header: 'authorization', reason: 'guessable' as const }]
  const text = summary({ ...run, receipt: { ...run.receipt, notCompared } }).replace(/\s+/g, ' ')
  expect(text).toContain('not compared: the secret in authorization, which may be another one; ')
})

test('a recording says what it cost', () => {
  expect(
    summary({
      ...run,
      mode: 'record',
      verified: true,
      receipt: { ...run.receipt, served: 0, live: 3 },
    }),
  ).toMatchInlineSnapshot(
    `
    "✓ vitest-replay: 1 recorded and verified, match rate 1, 0 served, 3 live, cost
        $0.0123
      report: .vitest-replay/report.html"
  `,
  )
})

test('a run in trouble is shown with its first cause, and what a model wrote is not obeyed', () => {
  const failed: RunReport = {
    ...run,
    name: 'evil \u001b[2J name',
    status: 'failed',
    matchRate: 0.5,
    receipt: { served: 2, volatile: 0, mismatched: 0, live: 0, blocked: 1, unserved: 1 },
    changedResources: ['system prompt'],
    divergences: [
      {
        index: 0,
        kind: 'input_mismatch',
        action: 'chat gpt-4o',
        firstCause: true,
        causedBy: null,
        cause: 'system_prompt',
        paths: [
          { path: '$.messages[0].content', recorded: 'Be kind.', replayed: 'Be \u001b[31mrude.' },
        ],
        source: { file: 'src/agent.ts', line: 12 },
        recordedIndex: 0,
        replayedIndex: 0,
        note: null,
      },
      {
        index: 1,
        kind: 'input_mismatch',
        action: 'chat gpt-4o',
        firstCause: false,
        causedBy: 0,
        cause: 'system_prompt',
        paths: [],
        source: null,
        recordedIndex: 1,
        replayedIndex: 1,
        note: null,
      },
    ],
  }
  expect(summary(run, failed)).toMatchInlineSnapshot(`
    "x vitest-replay: 2 replayed, 1 failed, match rate 0.75, 5 served, 0 live, 1
        blocked, 1 unserved, saved $0.0246

      evil \\u001b[2J name  failed
        replay, match rate 0.5, 2 served, 0 live, 1 blocked, 1 unserved, saved
          $0.0123
        First cause: the system prompt changed
          at position 1 of 1, action 0 (chat gpt-4o), src/agent.ts:12
            $.messages[0].content
            - Be kind.
            + Be \\u001b[31mrude.
          1 later position follows from it
        changed resources: system prompt

      report: .vitest-replay/report.html"
  `)
})

test('no line but the link is wider than the terminal', () => {
  const run = buildRun({
    status: 'failed',
    name: `a name of many words that goes on ${'and on '.repeat(30)}`,
    error: `${'x'.repeat(300)} ${'漢字'.repeat(100)}`,
    changedResources: Array.from({ length: 30 }, (_, index) => `resource ${index}`),
  })
  for (const width of [40, 80]) {
    const lines = renderSummary(buildReport([run]), { color: false, width, link: 'report.html' })
    const columns = (line: string) => line.length + (line.match(/[漢字]/g)?.length ?? 0)
    expect(lines.filter((line) => columns(line) > width)).toEqual([])
    expect(lines.join('').replace(/\s/g, '')).toContain('漢字'.repeat(100))
  }
})

test('colours surround lines that were cut before', () => {
  const lines = renderSummary(buildReport([buildRun({ status: 'failed' })]), {
    color: true,
    link: 'report.html',
  })
  expect(lines.slice(0, 3)).toEqual([
    expect.stringMatching(/^\u001b\[31mx\u001b\[0m vitest-replay: /) as string,
    '    $0.0123',
    '',
  ])
})

test('the worst comes first, and of many the rest is counted', () => {
  const runs = Array.from({ length: 30 }, (_, index) =>
    buildRun({ name: `run ${index}`, status: 'failed', matchRate: 1 - index / 100 }),
  )
  const lines = renderSummary(buildReport(runs), { color: false, link: 'report.html' })
  expect(lines.find((line) => line.includes('run '))).toBe('  run 29  failed')
  expect(lines).toContain('  10 more runs want attention')
})

test('a command and a path are in one piece within a text, too', () => {
  const [from, to] = ['b', 'c'].map(
    (name) => `__cassettes__/a.test.ts/${name.repeat(60)}.cassette.jsonl`,
  )
  const error = `Error: there is no cassette at ${to}, which was to be read. If it was renamed: git mv ${from} ${to}\nRecord it: VITEST_REPLAY=once npx vitest run a.test.ts -t "^${'name '.repeat(20)}$"`
  const lines = summary({ ...run, status: 'failed', divergences: [], error }).split('\n')
  expect(lines).toContain(`      git mv ${from} ${to}`)
  expect(lines).toContain(
    `      VITEST_REPLAY=once npx vitest run a.test.ts -t "^${'name '.repeat(20)}$"`,
  )
  expect(lines).toContain(`      ${to},`)
})

test.each([
  [30, 20],
  [500, 40],
])('%i runs of one cause take at most %i lines before their names', (count, most) => {
  const long = Array.from({ length: 60 }, (_, at) => `rule ${at}: answer briefly and politely`)
  const divergence = {
    index: 0,
    kind: 'input_mismatch' as const,
    action: 'chat gpt-4o',
    firstCause: true,
    causedBy: null,
    cause: 'system_prompt' as const,
    paths: [
      {
        path: '$.messages[0].content',
        recorded: long.join('\n'),
        replayed: long.map((line) => `${line}, please`).join('\n'),
      },
    ],
    source: { file: 'src/agent.ts', line: 8 },
    recordedIndex: 0,
    replayedIndex: 0,
    note: null,
  }
  const runs = Array.from({ length: count }, (_, at) =>
    buildRun({
      runId: `r-${at}`,
      name: `case ${at}`,
      test: { file: `test/${at % 20}.test.ts`, fullName: `case ${at}` },
      status: 'failed',
      matchRate: 0,
      divergences: [divergence],
    }),
  )
  const text = summary(...runs)
  expect(text).toContain(`cause 1 of 1: ${count} runs`)
  const [ours] = text.split('\n    runs: ')
  expect(ours!.split('\n').length, text).toBeLessThanOrEqual(most)
  // The names are cut as well.
  expect(text.split('\n').length).toBeLessThanOrEqual(most + 12)
})
