import { gunzipSync } from 'node:zlib'
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

const payloads = Object.entries(HOSTILE_PAYLOADS)

/** What of Markdown is not code, where text is but text. */
function skeleton(markdown: string): string {
  const lines: string[] = []
  let fence: string | null = null
  for (const line of markdown.split('\n')) {
    const ticks = /^(`{3,})/.exec(line)?.[1]
    if (fence === null && ticks) fence = ticks
    else if (fence !== null && ticks && ticks.length >= fence.length && line.trim() === ticks)
      fence = null
    else if (fence === null) lines.push(line.replace(/<code>[^<>]*<\/code>/g, 'CODE'))
  }
  return fence === null ? lines.join('\n') : 'an open fence'
}

/** Cells of CSV, as a spreadsheet reads them. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const [, raw, end] = match
    rows.at(-1)!.push(raw!.startsWith('"') ? raw!.slice(1, -1).replaceAll('""', '"') : raw!)
    if (end === '\r\n') rows.push([])
    if (cell.lastIndex === text.length) break
  }
  rows.pop()
  return rows
}

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
    const formulas = cells.flat().filter((cell) => /^[\s\u0000]*[=+\-@|%\uff1d]/.test(cell))
    expect(formulas).toEqual([])
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
  const data =
    /^<body><script type="application\/octet-stream" id="vitest-replay-data">([A-Za-z0-9+/=]+)<\/script><\/body>$/.exec(
      html,
    )
  expect(JSON.parse(gunzipSync(Buffer.from(data![1]!, 'base64')).toString())).toEqual(
    JSON.parse(JSON.stringify(report)),
  )
})

test.each(payloads)('%s stays text in the comparison of releases', (_, text) => {
  const comparison = comparisonOfText(text)
  expect(ComparisonSchema.safeParse(comparison).error).toBeUndefined()
  // oxlint-disable-next-line no-control-regex
  expect(renderComparison(comparison)).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f]/,
  )
  const harmless = skeleton(renderComparisonMarkdown(comparisonOfText('harmless')))
  expect(harmless).toContain('<summary><b>regressed</b> CODE: CODE</summary>')
  expect(skeleton(renderComparisonMarkdown(comparison))).toBe(harmless)
})
