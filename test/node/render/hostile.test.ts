import { expect, test } from 'vitest'
import { toCsv } from '../../../src/core/words/csv.ts'
import { actionRows, fullActionRows, runRows } from '../../../src/core/report/export-rows.ts'
import { ReplayReportSchema } from '../../../src/report.ts'
import { renderAnnotations } from '../../../src/node/render/report/annotations.ts'
import { renderComparisonMarkdown } from '../../../src/node/render/comparison/markdown.ts'
import { renderComparison } from '../../../src/node/render/comparison/terminal.ts'
import { renderHtml } from '../../../src/node/render/page/html.ts'
import { renderMarkdown } from '../../../src/node/render/report/markdown.ts'
import { renderSummary } from '../../../src/node/render/report/terminal.ts'
import { buildReportOf } from '../../report/build-report.ts'
import { ComparisonSchema } from '../../../src/core/report/comparison-schema.ts'
import { comparisonOfText } from '../../core/comparison/comparison-of-text.ts'
import { HOSTILE_PAYLOADS } from '../../report/hostile-payloads.ts'
import { formulasIn, packedIn, parseCsv, skeleton } from '../../report/rendered-text.ts'

const payloads = Object.entries(HOSTILE_PAYLOADS)

test.each(payloads)('%s is a valid report', (_, text) => {
  const report = buildReportOf(text)
  expect(ReplayReportSchema.parse(report)).toEqual(report)
})

test.each(payloads)('%s stays text in a terminal', (_, text) => {
  const lines = renderSummary(buildReportOf(text), { color: false, link: text })
  // oxlint-disable-next-line no-control-regex
  expect(lines.join('\n')).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f]/,
  )
})

test.each(payloads)('%s stays text in Markdown', (_, text) => {
  const harmless = skeleton(renderMarkdown(buildReportOf('harmless')))
  expect(harmless).toContain('<details open><summary>CODE failed in CODE</summary>')
  expect(skeleton(renderMarkdown(buildReportOf(text)))).toBe(harmless)
})

test.each(payloads)('%s cannot start a workflow command of its own', (_, text) => {
  const lines = renderAnnotations(buildReportOf(text))
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^::error file=[^\n\r:,]*,line=1,title=[^\n\r:,]*::[^\n\r]*$/)
})

test.each(payloads)('%s stays text in a spreadsheet', (_, text) => {
  const report = buildReportOf(text)
  for (const rows of [runRows(report), [...actionRows(report)]]) {
    const [head, ...cells] = parseCsv(toCsv(rows))
    expect(head).toEqual(Object.keys(rows[0]!))
    expect(cells.map((row) => row.length)).toEqual(rows.map(() => head!.length))
    expect(formulasIn(cells)).toEqual([])
    expect(cells[0]).toContain(
      /^[\s\u0000]*[=+\-@|%\uff1d]|^[\t\r\n]/.test(text) ? `'${text}` : text,
    )
  }
})

test.each(payloads)('%s comes back from JSON as it was', (_, text) => {
  const report = buildReportOf(text)
  const rows = [...fullActionRows(report)]
  const lines = rows.map((row) => JSON.stringify(row))
  expect(
    lines
      .join('\n')
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(rows)
  expect(rows[0]).toMatchObject({ name: text, inputs: [{ list: [text] }], outputs: text })
})

test.each(payloads)('%s cannot break out of the page', (_, text) => {
  const report = buildReportOf(text)
  const html = renderHtml(
    '<body><!--vitest-replay-data--><!--vitest-replay-pieces--></body>',
    report,
  )
  expect(packedIn(html)).toEqual(JSON.parse(JSON.stringify(report)))
})

let harmlessMarkdown: string | undefined

test.each(payloads)('%s stays text in the comparison of releases', (_, text) => {
  const comparison = comparisonOfText(text)
  expect(ComparisonSchema.safeParse(comparison).error).toBeUndefined()
  // oxlint-disable-next-line no-control-regex
  expect(renderComparison(comparison)).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f]/,
  )
  harmlessMarkdown ??= skeleton(renderComparisonMarkdown(comparisonOfText('harmless')))
  expect(harmlessMarkdown).toContain('<summary><b>regressed</b> CODE: CODE</summary>')
  expect(skeleton(renderComparisonMarkdown(comparison))).toBe(harmlessMarkdown)
})
