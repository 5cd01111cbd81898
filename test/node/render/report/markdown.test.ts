import { expect, test } from 'vitest'
import { analyzeRun } from '../../../../src/core/words/diagnosis/analyze-run.ts'
import { renderMarkdown } from '../../../../src/node/render/report/markdown.ts'
import { buildReport, buildRun } from '../../../report/build-report.ts'

test('a report that is well is short', () => {
  expect(renderMarkdown(buildReport([buildRun()]))).toMatchInlineSnapshot(`
    "### :white_check_mark: vitest-replay: 1 run passed

    | match rate | divergences | first causes | requests | recorded cost | spent now | saved |
    | --- | --- | --- | --- | --- | --- | --- |
    | 1 | 0 | 0 | 3 served, 0 live | $0.0123 | $0 | $0.0123 |

    1 run without a divergence.

    <sub>Match rate: matched positions / all aligned positions (recorded and replayed actions, and the final output).</sub>
    "
  `)
})

test('a failed run is unfolded with its first cause', () => {
  const failed = buildRun({
    name: 'refunds *every* order',
    status: 'failed',
    matchRate: 0.5,
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
          {
            path: '$.messages[0].content',
            recorded: 'Be kind.',
            replayed: 'Be ```rude',
          },
        ],
        source: { file: 'src/agent.ts', line: 12 },
        recordedIndex: 0,
        replayedIndex: 0,
        note: null,
      },
    ],
  })
  const markdown = renderMarkdown(buildReport([buildRun(), failed]))
  expect(markdown).toContain(
    '<details open><summary><code>refunds &#42;every&#42; order</code> failed in <code>a&#46;test&#46;ts</code></summary>',
  )
  expect(markdown).toContain('\n````text\n')
  expect(markdown).toContain('changed resources: <code>system prompt</code>')
  expect(markdown).toContain('1 run without a divergence.')
})

test('it fits a comment, whatever is in it, worst first, and counts the rest', () => {
  const runs = Array.from({ length: 500 }, (_, index) =>
    buildRun({
      name: `run ${index}`,
      status: 'failed',
      matchRate: 1 - index / 1000,
      error: `${'`*'.repeat(200)}\n`.repeat(100),
    }),
  )
  const markdown = renderMarkdown(buildReport(runs))
  expect(markdown.length).toBeLessThan(65_000)
  const shown = [...markdown.matchAll(/<code>run (\d+)<\/code>/g)].map((match) => Number(match[1]))
  expect(shown.length).toBeGreaterThan(1)
  expect(shown).toEqual(shown.map((_, index) => 499 - index))
  expect(markdown).toContain(`${500 - shown.length} more runs want attention; see the report.`)
})

test('what was not compared, and a cassette that was changed, is said without unfolding anything', () => {
  const { receipt } = buildRun()
  const markdown = renderMarkdown(
    buildReport([
      buildRun({
        cassette: '__cassettes__/a<b>.cassette.jsonl',
        receipt: {
          ...receipt,
          editedCassette: true,
          notCompared: [{ header: 'x-tenant', reason: 'unknown' }],
        },
      }),
    ]),
  )
  expect(markdown).toContain(
    'changed since recorded&#58; &#95;&#95;cassettes&#95;&#95;&#47;a&#60;b&#62;',
  )
  expect(markdown).toContain('not compared&#58; x&#45;tenant')
})

test('the error that ended a run is shown beside what caused it', () => {
  const diagnosis = { statement: 'the service rejected the credentials: 401' }
  const failed = { status: 'failed', error: 'AggregateError: 2 of 3 failed' } as const
  const run = buildRun({ ...failed, mode: 'record' })
  const found = { ...run, diagnosis: { ...analyzeRun(run)!, ...diagnosis } }
  const text = renderMarkdown(buildReport([found]))
  expect(text).toContain('error: AggregateError: 2 of 3 failed')
})
