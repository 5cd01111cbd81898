import { expect, test } from 'vitest'
import { supportAgentReport } from '../../../fixtures/reports/support-agent.ts'
import { createdFromReport, eventsOfRun } from '../../../src/core/run-events/events-of-run.ts'
import { parseRunEvents, readRun } from '../../../src/core/run-events/read-run.ts'
import { RunEventSchema, type RunEvent } from '../../../src/core/run-events/schema.ts'
import { createUnpacker } from '../../../src/core/report/contents/unpack-contents.ts'
import { ACTION_PARTS } from '../../../src/core/report/contents/packed-parts.ts'
import { buildAction, buildRun } from '../../report/build-report.ts'
import { place, TRACE } from './stored-run.ts'

const from = { file: 'run.jsonl' }
const print = (events: readonly RunEvent[]) =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('')
const printed = {
  at: '2026-11-20T10:00:00.000Z',
  spanId: null,
  stream: 'stdout',
  text: 'hello',
} as const

test('every run of a report is the same after it was kept, and each event brings what it refers to', () => {
  const { runs, contents } = supportAgentReport(Date.parse('2026-11-20T12:00:00Z'))
  for (const run of runs) {
    const ended = { traceId: TRACE, run: { ...run, traceId: TRACE }, contents, console: [printed] }
    const events = [createdFromReport(ended, place()), ...eventsOfRun(ended)]
    for (const event of events) RunEventSchema.parse(event)
    const stored = readRun(parseRunEvents(print(events), from), from)
    expect(stored.run).toEqual(JSON.parse(JSON.stringify(ended.run)))
    expect(stored).toMatchObject({ traceId: TRACE, console: [printed], labels: [] })
    const whole = createUnpacker(contents)
    let known = {}
    for (const event of events) {
      if ('contents' in event) known = { ...known, ...event.contents }
      if (event.event !== 'action_created') continue
      for (const part of ACTION_PARTS) {
        const packed = event.action[part]
        if (packed !== undefined) expect(createUnpacker(known)(packed)).toEqual(whole(packed))
      }
    }
  }
})

test('of a run without an end, what is known of it is told', () => {
  const run = buildRun({ traceId: TRACE, mode: 'record' })
  const failed = buildAction({ outcome: 'error', replayed: false, status: 500 })
  const created = createdFromReport({ traceId: TRACE, run, contents: {} }, place())
  const [action] = eventsOfRun({ traceId: TRACE, run: { ...run, actions: [failed] }, contents: {} })
  const text = `${print([created, action!])}{"event":"action_created","tra`
  const stored = readRun(parseRunEvents(text, from), from)
  expect(stored).toMatchObject({ end: null, isReported: false })
  expect(stored.run).toMatchObject({
    status: 'interrupted',
    endedAt: null,
    actions: [{ status: 500 }],
    signals: { first_error_span: { index: 0, error_class: 'server_error' } },
  })
})

test('an action that is told twice counts once, and what an earlier pass had more of does not count', () => {
  const run = buildRun({ traceId: TRACE, actions: [buildAction()] })
  const first = { ...run, actions: [buildAction({ name: 'old' }), buildAction({ index: 1 })] }
  const ended = { traceId: TRACE, contents: {} }
  const events = [
    createdFromReport({ ...ended, run }, place()),
    ...eventsOfRun({ ...ended, run: first }),
    ...eventsOfRun({ ...ended, run }),
  ]
  expect(readRun(events, from).run.actions).toEqual(run.actions)
})

test('a damaged file is named with its line, and one of a newer version is refused', () => {
  const created = createdFromReport({ traceId: TRACE, run: buildRun(), contents: {} }, place())
  const line = print([created])
  const codeOf = (text: string) => {
    try {
      return readRun(parseRunEvents(text, from), from)
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(codeOf(`${line}{"event":\n${line}`)).toContain('line 2: it is not JSON')
  expect(codeOf(line.replace('"attempt":0', '"attempt":"x"'))).toContain('line 1: run.attempt')
  expect(codeOf(line.replace('"version":1', '"version":2'))).toContain('reads up to 1')
  expect(codeOf('')).toContain('it is not the event "run_created"')
})
