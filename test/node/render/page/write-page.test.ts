import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { largeBodiesReport } from '../../../../fixtures/reports/large-bodies.ts'
import { comparedReport } from '../../../../fixtures/reports/releases.ts'
import { supportAgentReport } from '../../../../fixtures/reports/support-agent.ts'
import { writePage } from '../../../../src/node/render/page/write-page.ts'
import { wholeTest } from '../../../table-size.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const TEMPLATE = `<meta content="default-src 'none'; script-src 'sha256-x'"><!--vitest-replay-data--><!--vitest-replay-pieces-->`
const small = supportAgentReport(NOW)

function createRoot() {
  const root = mkdtempSync(join(tmpdir(), 'vitest-replay-page-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const folder = join(root, '.vitest-replay')
  return {
    folder,
    pieces: join(folder, 'report'),
    list: (path = folder) => readdirSync(path).sort(),
    page: () => readFileSync(join(folder, 'report.html'), 'utf8'),
    write: (layout: 'auto' | 'file' | 'folder', report = small) =>
      writePage(root, TEMPLATE, report, { layout }),
  }
}

wholeTest(
  'a report of up to 15 MiB is one file, a larger one a folder, unless the option says otherwise',
  () => {
    const { write, list, pieces, page } = createRoot()
    write('auto')
    expect(list()).toEqual(['report.html'])
    expect(page()).not.toContain('frame-src')
    const large = largeBodiesReport(NOW, 15 * 1024 * 1024)
    write('auto', large)
    expect(list()).toEqual(['report', 'report.html'])
    expect(page().length).toBeLessThan(100_000)
    expect(page()).toContain("default-src 'none'; frame-src 'self' file:; script-src 'sha256-x'")
    expect(list(pieces).map((name) => name.replace(/-[\w-]{22}\.html$/, ''))).toEqual([
      'file-0',
      'file-1',
      'file-2',
    ])
    write('file', large)
    expect(list()).toEqual(['report.html'])
    expect(page().length).toBeGreaterThan(15 * 1024 * 1024)
    write('folder')
    expect(list(pieces)).toEqual([expect.stringMatching(/^part-0-/)])
  },
)

test('compared runs lie in files of their own, and leave with their report', () => {
  const { write, list, pieces } = createRoot()
  write('folder', comparedReport(NOW))
  expect(list(pieces)).toEqual([
    expect.stringMatching(/^compared-0-[\w-]{22}\.html$/),
    expect.stringMatching(/^part-0-/),
  ])
  write('folder')
  expect(list(pieces)).toEqual([expect.stringMatching(/^part-0-/)])
})

test('what an earlier report left is removed, and nothing else', () => {
  const { write, list, pieces, folder } = createRoot()
  mkdirSync(pieces, { recursive: true })
  writeFileSync(join(pieces, 'notes.html'), 'mine')
  writeFileSync(join(folder, 'part-0-abcdefghijklmnopqrstuv.html'), 'mine')
  write('folder', largeBodiesReport(NOW))
  const before = list(pieces)
  write('folder')
  const after = list(pieces)
  expect(before.filter((name) => after.includes(name))).toEqual(['notes.html'])
  expect(after).toHaveLength(2)
  write('folder')
  expect(list(pieces)).toEqual(after)
  write('file')
  expect(list(pieces)).toEqual(['notes.html'])
  expect(list()).toEqual(['part-0-abcdefghijklmnopqrstuv.html', 'report', 'report.html'])
})

test('equal reports are written equally', () => {
  const [one, other] = [createRoot(), createRoot()]
  one.write('folder')
  other.write('folder')
  expect(one.list(one.pieces)).toEqual(other.list(other.pieces))
  expect(one.page()).toBe(other.page())
})

test('a template that knows no policy is refused', () => {
  expect(() =>
    writePage('/nowhere', '<!--vitest-replay-data--><!--vitest-replay-pieces-->', small, {
      layout: 'folder',
    }),
  ).toThrow(expect.objectContaining({ code: 'PAGE_BROKEN' }))
})
