import { expect, test } from 'vitest'
import { renderAnnotations } from '../../../../src/node/render/report/annotations.ts'
import { buildReport, buildRun } from '../../../report/build-report.ts'

const failed = (name: string, line: number, long = '') =>
  buildRun({
    name,
    runId: name,
    status: 'failed',
    error: 'the match rate is 0',
    divergences: [
      {
        index: 0,
        kind: 'input_mismatch',
        action: 'ask',
        firstCause: true,
        causedBy: null,
        cause: 'prompt',
        paths: [{ path: '$.prompt', recorded: 'a', replayed: `b${long}` }],
        source: { file: '../lib/agent.ts', line, column: 1 },
      },
    ] as never,
  })

test('runs that fail at the same place for the same reason are one annotation', () => {
  const runs = Array.from({ length: 30 }, (_, at) => failed(`run ${at}`, 3))
  const annotations = renderAnnotations(buildReport([...runs, failed('alone', 9)]), 'packages/a/')
  expect(annotations).toHaveLength(2)
  const whole = annotations.find((annotation) => annotation.includes('line=3'))!
  expect(whole).toContain(
    '::error file=packages/lib/agent.ts,line=3,title=run 0 failed and 29 more runs::',
  )
  expect(whole).toMatch(/also%3A|also: /)
})

test('an annotation is bounded, whatever the names and the texts', () => {
  const [annotation] = renderAnnotations(
    buildReport([failed('\n'.repeat(50_000), 1, '\n::error::x'.repeat(50_000))]),
  )
  expect(annotation!.length).toBeLessThan(10_000)
  expect(annotation).not.toContain('\n')
})
