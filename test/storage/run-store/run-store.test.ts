import { appendFileSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createdFromReport, eventsOfRun } from '../../../src/core/run-events/events-of-run.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { pruneRuns } from '../../../src/storage/run-store/prune-runs.ts'
import {
  listRunFiles,
  listTraces,
  readHeadOf,
  readRunFrom,
  readStoredRun,
} from '../../../src/storage/run-store/read-runs.ts'
import { queryRuns, querySpans, waitForRuns } from '../../../src/storage/run-store/query-runs.ts'
import {
  appendToRun,
  changeRunLines,
  createRunFile,
  runPath,
} from '../../../src/storage/run-store/run-files.ts'
import { place } from '../../core/run-events/stored-run.ts'
import { buildAction, buildRun } from '../../report/build-report.ts'

const NOW = Date.parse('2026-11-30T12:00:00Z')
const DAY = 86_400_000

function emptyStore(): string {
  const root = mkdtempSync(join(tmpdir(), 'vr-store-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

const traceOf = (number: number) => number.toString(16).padStart(32, '0')

/** Keeps a run; `hoursAgo` orders the files. */
function keep(root: string, number: number, part: Partial<RunReport> = {}, hoursAgo = 0): string {
  const traceId = traceOf(number)
  const ended = { traceId, run: buildRun({ ...part, traceId }), contents: {} }
  createRunFile(root, traceId, `${JSON.stringify(createdFromReport(ended, place()))}\n`)
  const events = [...eventsOfRun(ended)]
  appendToRun(root, traceId, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const time = new Date(NOW - hoursAgo * 3_600_000)
  utimesSync(runPath(root, traceId), time, time)
  return traceId
}

test('the head of a run tells how it ended, however large it is, and its labels', () => {
  const root = emptyStore()
  const large = buildRun({ error: 'x'.repeat(200_000), status: 'failed' })
  const traceId = keep(root, 1, large)
  const labelled = { event: 'label', traceId, at: '2026-11-30T12:00:00.000Z', text: 'the bad one' }
  appendFileSync(runPath(root, traceId), `${JSON.stringify(labelled)}\n`)
  expect(readHeadOf(runPath(root, traceId))).toMatchObject({
    state: 'failed',
    labels: ['the bad one'],
    run: { name: 'refunds an order' },
    environment: { packageVersion: '1.2.3' },
  })
  expect(readStoredRun(root, traceId).run.status).toBe('failed')
})

test('a run without an end runs on while its process does', () => {
  const root = emptyStore()
  const created = (number: number, pid: number) => {
    const [traceId, run] = [traceOf(number), buildRun()]
    const worker = { id: null, pid }
    const event = createdFromReport({ traceId, run, contents: {} }, place({ worker }))
    createRunFile(root, traceId, `${JSON.stringify(event)}\n`)
    return readHeadOf(runPath(root, traceId))!.state
  }
  expect(created(1, process.pid)).toBe('running')
  expect(created(2, 2 ** 22 + 1)).toBe('interrupted')
})

test('what was added to a file is read by whole lines', () => {
  const root = emptyStore()
  const traceId = keep(root, 1)
  const { offset } = readRunFrom(root, traceId, 0)
  expect(readRunFrom(root, traceId, offset)).toEqual({ text: '', offset })
  appendFileSync(runPath(root, traceId), 'é\nhalf a li')
  expect(readRunFrom(root, traceId, offset)).toEqual({ text: 'é\n', offset: offset + 3 })
})

test('a store is cut down to its limits: the last pass of each run stays longest', async () => {
  const root = emptyStore()
  const limits = { count: 10, days: 2, bytes: 1e9 }
  keep(root, 99, {}, 3 * 24)
  for (let number = 0; number < 10; number++) keep(root, number, {}, number)
  expect(await pruneRuns(root, limits, NOW)).toBe(1)
  keep(root, 20, { runId: 'r-2' }, 20)
  keep(root, 21, { runId: 'r-2', status: 'failed' }, 0.5)
  expect(await pruneRuns(root, limits, NOW)).toBe(3)
  const left = listTraces(root)
  expect(left).toHaveLength(9)
  expect(left).toContain(traceOf(20))
  expect(left).not.toContain(traceOf(9))
  const { bytes } = listRunFiles(root)[0]!
  await pruneRuns(root, { ...limits, bytes: 3 * bytes }, NOW + DAY)
  expect(listRunFiles(root).length).toBeLessThanOrEqual(3)
})

test('a store that is not there has no runs', () => {
  expect(listTraces(emptyStore())).toEqual([])
  expect(() => readStoredRun(emptyStore(), traceOf(1))).toThrow('there is no such file')
})

test('runs and actions are queried, and several runs waited for', async () => {
  const root = emptyStore()
  const actions = [buildAction({ type: 'tool', name: 'lookUp' }), buildAction({ index: 1 })]
  const ended = keep(root, 1, { actions })
  keep(root, 2, { status: 'failed', agent: 'other' })
  expect(queryRuns({ agent: 'other' }, { root })).toMatchObject([{ state: 'failed' }])
  expect(querySpans({ type: 'tool', name: 'look*' }, {}, { root })).toMatchObject([
    { traceId: ended, action: { name: 'lookUp' } },
  ])
  expect(await waitForRuns([ended], { root })).toMatchObject([{ state: 'passed' }])
  const [traceId, run] = [traceOf(3), buildRun()]
  const event = createdFromReport({ traceId, run, contents: {} }, place())
  createRunFile(root, traceId, `${JSON.stringify(event)}\n`)
  await expect(waitForRuns([ended, traceId], { root, timeoutMs: 1 })).rejects.toThrow(
    `${traceId} ("refunds an order", before its first action ended) did not end within 1 ms`,
  )
})

test('lines are changed in their places, so that a reader goes on where it was', () => {
  const root = emptyStore()
  const traceId = keep(root, 1)
  const before = readRunFrom(root, traceId, 0)
  const wanted = readStoredRun(root, traceId)
  appendToRun(root, traceId, '{"event":"label","text":"größer"}\n')
  changeRunLines(root, traceId, (line) => (line.includes('label') ? '' : line))
  const { text, offset } = readRunFrom(root, traceId, before.offset)
  expect(text).toBe(`${' '.repeat(Buffer.byteLength('{"event":"label","text":"größer"}'))}\n`)
  expect(readRunFrom(root, traceId, 0).offset).toBe(offset)
  expect(readStoredRun(root, traceId)).toEqual(wanted)
  expect(readHeadOf(runPath(root, traceId))).not.toBeNull()
})
