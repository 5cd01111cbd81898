import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test, vi } from 'vitest'
import { supportAgentReport } from '../../../fixtures/reports/support-agent.ts'
import { mapObject, type JsonValue } from '../../../src/core/json.ts'
import { actionRows, fullActionRows, runRows } from '../../../src/core/report/export-rows.ts'
import { parseReport } from '../../../src/core/report/parse-report.ts'
import { toCsv } from '../../../src/core/words/csv.ts'
import { compare } from '../../../src/node/cli/compare.ts'
import { report as reportCommand } from '../../../src/node/cli/report.ts'
import { renderHtml } from '../../../src/node/render/page/html.ts'
import { renderAnnotations } from '../../../src/node/render/report/annotations.ts'
import { renderMarkdown } from '../../../src/node/render/report/markdown.ts'
import { renderSummary } from '../../../src/node/render/report/terminal.ts'
import { drawnValue } from '../../core/redaction/credential-forms.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'

const file = new URL('../../../fixtures/reports/version-1/report.json', import.meta.url)
const SECRET = `ntn_${drawnValue('report', 'first', 46)}`

/** A report of 0.1.0 with a secret, of a form that it did not know, in every text. */
function reportWithSecret(): string {
  const plant = (value: JsonValue, name = '', isContent = false): JsonValue => {
    if (typeof value === 'string')
      return (isContent && value.includes(' ')) || TEXTS.has(name)
        ? `${value} with ${SECRET}`
        : value
    if (Array.isArray(value)) return value.map((item) => plant(item, name, isContent))
    if (typeof value !== 'object' || value === null) return value
    return mapObject(value, (item, key) => plant(item, key, isContent || key === 'contents'))
  }
  return JSON.stringify(plant(JSON.parse(readFileSync(file, 'utf8')) as JsonValue))
}
const TEXTS = new Set([
  'error',
  'message',
  'agent',
  'workflow',
  'tags',
  'text',
  'recorded',
  'replayed',
])

/** All that a page holds packed. */
function unpacked(html: string): string {
  return Array.from(html.matchAll(/<script[^>]*>([A-Za-z0-9+/=]{40,})</g), ([, data]) =>
    gunzipSync(Buffer.from(data!, 'base64')).toString(),
  ).join('\n')
}

/** The output of the commands for a report of 0.1.0, alone and compared with another. */
async function printed(text: string): Promise<Record<string, string>> {
  const folder = temporaryFolder()
  const [old, today] = ['old.json', 'today.json'].map((name) => join(folder, name)) as [
    string,
    string,
  ]
  writeFileSync(old, text)
  writeFileSync(today, JSON.stringify(supportAgentReport(Date.parse('2026-01-01T00:00:00Z'))))
  let output = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += String(chunk)
    return true
  })
  onTestFinished(() => write.mockRestore())
  const results: Record<string, string> = {}
  const formats = ['terminal', 'json', 'markdown']
  const sides = [
    [old, old],
    [old, today],
    [today, old],
  ]
  for (const [at, side] of sides.entries())
    for (const format of formats) {
      output = ''
      await compare.run([...side, '--format', format])
      results[`comparison ${at} in ${format}`] = output
    }
  for (const of of ['runs', 'actions']) {
    output = ''
    await reportCommand.run(['export', old, '--format', 'jsonl', '--of', of])
    results[`export of ${of}`] = output
  }
  return results
}

test('a report of 0.1.0 is rendered and compared without the secrets that it holds', async () => {
  const text = reportWithSecret()
  expect(text.split(SECRET).length).toBeGreaterThan(20)
  const report = parseReport(text, { file: 'report.json' })
  const renderings: Record<string, string> = {
    ...(await printed(text)),
    summary: renderSummary(report, { color: false, link: undefined }).join('\n'),
    markdown: renderMarkdown(report),
    annotations: renderAnnotations(report).join('\n'),
    'CSV of runs': toCsv(runRows(report)),
    'CSV of actions': toCsv([...actionRows(report)]),
    'actions in JSON': JSON.stringify([...fullActionRows(report)]),
    page: unpacked(
      renderHtml('<body><!--vitest-replay-data--><!--vitest-replay-pieces--></body>', report),
    ),
  }
  for (const [place, rendered] of Object.entries(renderings)) {
    expect(rendered, place).not.toBe('')
    expect(rendered, place).not.toContain(SECRET)
  }
  expect(renderings['actions in JSON']).toContain('<redacted:notion-token:1>')
})
