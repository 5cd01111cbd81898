import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { HistoryEntry } from '../../src/core/report/comparison-schema.ts'
import { appendHistory, historyPath, readHistory } from '../../src/storage/history.ts'
import { historyEntry as entry } from './history-entry.ts'
import { temporaryFolder } from './temporary-folder.ts'

function write(root: string, text: string): void {
  mkdirSync(dirname(historyPath(root)), { recursive: true })
  writeFileSync(historyPath(root), text)
}

test('keeps a line a release, and gives them back with the oldest first', async () => {
  const root = temporaryFolder()
  expect(readHistory(root)).toEqual([])
  await appendHistory(root, entry('v2', { date: '2026-02-01T00:00:00Z' }))
  await appendHistory(root, entry('v1', { date: '2026-01-01T02:00:00+02:00' }))
  expect(readHistory(root).map(({ release }) => release)).toEqual(['v1', 'v2'])
  expect(readdirSync(dirname(historyPath(root)))).toEqual(['history.jsonl'])
})

test('a release that is added again replaces its line where it stands', async () => {
  const root = temporaryFolder()
  for (const release of ['v1', 'v2', 'v3'])
    expect(await appendHistory(root, entry(release))).toMatchObject({ replaced: false })
  expect(await appendHistory(root, entry('v2', { matchRate: 0.5 }))).toMatchObject({
    replaced: true,
    file: historyPath(root),
  })
  const lines = readFileSync(historyPath(root), 'utf8').trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as HistoryEntry).release)).toEqual([
    'v1',
    'v2',
    'v3',
  ])
  expect(readHistory(root).find(({ release }) => release === 'v2')!.matchRate).toBe(0.5)
})

test.each([
  ['{"version":1', 'line 2: it is not JSON'],
  ['{"version":1,"release":"v2"}', 'line 2: commit: '],
  [JSON.stringify({ ...entry('v2'), matchRate: 7 }), 'line 2: matchRate: '],
  [JSON.stringify({ ...entry('v2'), version: 2 }), 'line 2: version: '],
  ['<<<<<<< HEAD', 'line 2: it is the mark of a merge that was not resolved'],
])('a line that cannot be read is never taken for absent: %s', async (line, reason) => {
  const root = temporaryFolder()
  const text = `${JSON.stringify(entry('v1'))}\n${line}\n`
  write(root, text)
  const corrupt = expect.objectContaining({
    code: 'HISTORY_CORRUPT',
    message: expect.stringContaining(`${historyPath(root)}: ${reason}`) as string,
    location: { file: historyPath(root), line: 2 },
  }) as Error
  expect(() => readHistory(root)).toThrow(corrupt)
  await expect(appendHistory(root, entry('v3'))).rejects.toThrow(corrupt)
  expect(readFileSync(historyPath(root), 'utf8')).toBe(text)
})

test('reads what an editor or a merge of two branches has left', async () => {
  const root = temporaryFolder()
  const [first, second] = [entry('v1', { errorRate: 0.5 }), entry('v1', { errorRate: 0.25 })]
  write(root, `\ufeff${JSON.stringify(first)}\r\n\n${JSON.stringify(second)}`)
  expect(readHistory(root)).toEqual([second])
  await appendHistory(root, entry('v1'))
  expect(readFileSync(historyPath(root), 'utf8')).toBe(`${JSON.stringify(entry('v1'))}\n`)
})
