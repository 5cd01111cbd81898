import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { hostileReport } from '../../../fixtures/reports/hostile.ts'
import { releaseHistory } from '../../../fixtures/reports/release-history.ts'
import { mapObject, type JsonValue } from '../../../src/core/json.ts'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { ReplayError } from '../../../src/core/errors.ts'
import { escapeTerminal } from '../../../src/core/words/escape-terminal.ts'
import { toCsv } from '../../../src/core/words/csv.ts'
import { actionRows, runRows } from '../../../src/core/report/export-rows.ts'
import { renderHtml } from '../../../src/node/render/page/html.ts'
import { jsonForLogs } from '../../../src/node/cli/json-for-logs.ts'
import { renderAgainst } from '../../../src/node/render/cassette/against.ts'
import { renderCassette } from '../../../src/node/render/cassette/cassette.ts'
import { renderComparisonMarkdown } from '../../../src/node/render/comparison/markdown.ts'
import { renderComparison } from '../../../src/node/render/comparison/terminal.ts'
import { renderHistory, renderHistoryMarkdown } from '../../../src/node/render/history/history.ts'
import { renderAnnotations } from '../../../src/node/render/report/annotations.ts'
import { renderMarkdown } from '../../../src/node/render/report/markdown.ts'
import { renderSummary } from '../../../src/node/render/report/terminal.ts'
import { comparisonOfText } from '../../core/comparison/comparison-of-text.ts'
import { HOSTILE_PAYLOADS } from '../../report/hostile-payloads.ts'
import { formulasIn, packedIn, parseCsv, skeleton } from '../../report/rendered-text.ts'
import { tableSize } from '../../table-size.ts'
import { sequence } from '../compare/mutate-report.ts'

const SEEDS = tableSize({ sample: 10, whole: 500 })
/** The seeds of one test. */
const TOGETHER = 10
const GROUPS = Array.from({ length: SEEDS / TOGETHER }, (_, group) => group * TOGETHER)

const PIECES = [
  ...Object.values(HOSTILE_PAYLOADS),
  '::set-output name=x::1',
  '::error file=a.ts,line=1::fake',
  '::stop-commands::t',
  '##[error]x',
  '##vso[task.complete result=Succeeded]',
  '::',
  '\n',
  '\n\n',
  '\r',
  '\r\n',
  '\t',
  '\v',
  '\f',
  ' ',
  '\u2028',
  '\u2029',
  '\u0085',
  '\u00a0',
  '\ufeff',
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u0000',
  '\u202e',
  '\u2066',
  '\ud800',
  '```',
  '`',
  '|',
  '%0A',
  '%0A::error::x',
  ',title=x',
  '- ',
  '+ ',
  'words of a model',
]

const PAGE = '<body><!--vitest-replay-data--><!--vitest-replay-pieces--></body>'

const SAMPLE = readFileSync(
  new URL('../../../fixtures/cassettes/version-1.cassette.jsonl', import.meta.url),
  'utf8',
)

function payloadOf(seed: number): string {
  const random = sequence(seed)
  const length = 1 + Math.floor(random() * 8)
  return Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join('')
}

/** A cassette with this text wherever its schema takes any. */
function hostileCassette(payload: string) {
  const poison = (value: JsonValue, name = ''): JsonValue => {
    if (typeof value === 'string') return PLAIN.has(name) ? value : payload
    if (Array.isArray(value)) return value.map((item) => poison(item, name))
    if (typeof value !== 'object' || value === null) return value
    return mapObject(value, (item, key) => poison(item, key))
  }
  const cassette = parseCassette(SAMPLE, { file: 'a.cassette.jsonl' })
  return poison(cassette as never) as unknown as typeof cassette
}

/** Fields that their schema restricts to a few words or to a form. */
const PLAIN = new Set('kind type outcome status method end cause recordedAt base64 mode'.split(' '))

// oxlint-disable-next-line no-control-regex
const CONTROL =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]/

/** The commands in a text that a terminal or a CI log would execute. */
function obeyed(text: string, isJson: boolean): string[] {
  // oxlint-disable-next-line no-control-regex
  const commands = /^(?:\s|\u001b\[[\d;]*m)*::|##\[|##vso\[/
  const lines = text.split('\n').filter((line) => commands.test(line))
  const controls = isJson ? [] : (CONTROL.exec(text) ?? [])
  return [...lines, ...controls].map((found) => JSON.stringify(found))
}

const NOW = Date.parse('2026-01-01T00:00:00Z')
/** The parts of hostile texts that have a meaning in Markdown outside of code. */
const INJECTED =
  /<(?:script|img|svg|style|textarea|kbd|title|iframe)\b|__pwned|evil\.example|@octocat|@github|javascript:|:rocket:|\*\*bold|~~gone|Approved by|^# out/m

let renderingsTried = 0
let injections = 0
afterAll(() => {
  console.log(
    `${SEEDS} hostile texts x ${renderingsTried / SEEDS} renderings: ${injections} injections, 0 crashes`,
  )
})

test.each(GROUPS)(
  'nothing that a stranger wrote is obeyed, wherever it stands: texts from %i on',
  (first) => {
    const found: string[] = []
    for (let seed = first; seed < first + TOGETHER; seed++) {
      const payload = payloadOf(seed)
      const report = hostileReport(payload, NOW)
      const comparison = comparisonOfText(payload)
      const cassette = hostileCassette(payload)
      const history = {
        entries: releaseHistory().map((entry) => ({ ...entry, release: payload })),
        notes: [payload],
      }
      const annotations = renderAnnotations(report)
      const error = new ReplayError('FOLDER_MISSING', {
        attempted: `Failed to read ${payload}`,
        reason: payload,
        remedy: payload,
      })
      const renderings: Record<string, string> = {
        summary: renderSummary(report, { color: false, link: payload }).join('\n'),
        markdown: renderMarkdown(report),
        annotations: annotations.map((line) => line.replace(/^::error file=/, '')).join('\n'),
        comparison: renderComparison(comparison),
        'comparison in Markdown': renderComparisonMarkdown(comparison),
        history: renderHistory(history as never, {
          color: false,
          width: 100,
          characters: 'ascii' as never,
        }).join('\n'),
        'history in Markdown': renderHistoryMarkdown(history as never),
        cassette: renderCassette(cassette, { full: seed % 2 === 0 }),
        against: renderAgainst(cassette, report.runs[0]!, { color: false, width: 100 }),
        'JSON of a comparison': jsonForLogs(comparison, 2),
        'JSON of a cassette': jsonForLogs(cassette),
        error: escapeTerminal(error.message),
      }
      for (const [place, text] of Object.entries(renderings)) {
        const isJson = place.startsWith('JSON')
        for (const one of obeyed(text, isJson)) found.push(`seed ${seed}, ${place}: ${one}`)
      }
      const kept: Record<string, boolean> = {
        'text of the Markdown': !INJECTED.test(skeleton(renderings['markdown']!)),
        'text of the comparison in Markdown': !INJECTED.test(
          skeleton(renderings['comparison in Markdown']!),
        ),
        'CSV of runs': formulasIn(parseCsv(toCsv(runRows(report)))).length === 0,
        'CSV of actions': formulasIn(parseCsv(toCsv([...actionRows(report)]))).length === 0,
        page: isDeepStrictEqual(
          packedIn(renderHtml(PAGE, report)),
          JSON.parse(JSON.stringify(report)),
        ),
      }
      for (const [place, isKept] of Object.entries(kept))
        if (!isKept) found.push(`seed ${seed}, ${place}: ${JSON.stringify(payload)}`)
      renderingsTried += Object.keys(renderings).length + Object.keys(kept).length
      expect(annotations.every((line) => /^::error file=[^\n\r]*$/.test(line))).toBe(true)
    }
    injections += found.length
    expect([...new Set(found.map((one) => one.replace(/^seed \d+, /, '')))].slice(0, 20)).toEqual(
      [],
    )
  },
)

test('JSON for programs is the same value', () => {
  const value = { a: '##[error]x ##vso[y] ###[', b: ['#', '##'] }
  expect(JSON.parse(jsonForLogs(value, 2))).toEqual(value)
})
