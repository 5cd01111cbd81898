import { expect, test } from 'vitest'
import { CauseSchema, type Divergence } from '../../../src/core/divergence/schema.ts'
import { describeCause } from '../../../src/core/words/causes.ts'
import { markdownCode } from '../../../src/core/words/escape-markdown.ts'
import { renderAnnotations } from '../../../src/node/render/report/annotations.ts'
import { renderMarkdown } from '../../../src/node/render/report/markdown.ts'
import { renderSummary } from '../../../src/node/render/report/terminal.ts'
import { renderComparisonMarkdown } from '../../../src/node/render/comparison/markdown.ts'
import { renderComparison } from '../../../src/node/render/comparison/terminal.ts'
import { divergence } from '../../../fixtures/reports/divergence.ts'
import { buildReport, buildRun } from '../../report/build-report.ts'
import { buildComparison } from '../../core/comparison/build-comparison.ts'
import { replayed } from '../../core/comparison/build-sides.ts'
import { REFUND } from '../../core/comparison/full-comparison.ts'
import { describeReason } from '../../../src/core/words/comparison/describe-reason.ts'

const CAUSES: Divergence[] = [
  ...CauseSchema.options.map((cause) => divergence({ cause })),
  divergence({ cause: 'resource', note: 'policy' }),
  divergence({ cause: 'sdk_drift', note: 'openai 4.1 -> 4.2' }),
  divergence({ cause: 'final_output', note: 'Error: no order' }),
  divergence({ cause: 'missing_call', note: 'the run ended here' }),
  divergence({ kind: 'action_mismatch', cause: 'extra_call', note: 'lookup' }),
  divergence({ kind: 'output_mismatch', cause: 'unknown' }),
  divergence({ kind: 'output_mismatch', cause: 'tool_result' }),
  divergence({ kind: 'order', cause: 'order' }),
]
const oneLine = (text: string) => text.replace(/\s+/g, ' ')

test.each(CAUSES)('$cause ($kind, $note) has the same words in all renderings', (found) => {
  const report = buildReport([
    buildRun({ status: 'failed', matchRate: 0.5, divergences: [found], error: 'it differs' }),
  ])
  const replay = describeCause(found)
  expect(
    oneLine(renderSummary(report, { color: false, link: 'report.html' }).join('\n')),
  ).toContain(replay)
  expect(renderMarkdown(report)).toContain(`First cause: ${replay}`)
  expect(renderAnnotations(report).join('\n')).toContain(`First cause: ${replay}`)

  const comparison = buildComparison([replayed('a', REFUND, REFUND, { divergences: [found] })])
  const releases = describeCause(found, 'releases')
  expect(oneLine(renderComparison(comparison))).toContain(`First cause: ${releases}`)
  expect(renderComparisonMarkdown(comparison)).toContain(`First cause: ${releases}`)
  expect(renderComparisonMarkdown(comparison)).toContain(markdownCode(releases).slice(0, -7))
  const reason = { code: 'first_cause', index: found.index } as const
  expect(describeReason(reason, { divergences: [found] })).toContain(releases)
})

test('only what one side lacks reads differently between releases', () => {
  const different = CAUSES.filter(
    (found) => describeCause(found) !== describeCause(found, 'releases'),
  )
  expect(new Set(different.map(({ cause }) => cause))).toEqual(
    new Set(['extra_call', 'missing_call']),
  )
})
