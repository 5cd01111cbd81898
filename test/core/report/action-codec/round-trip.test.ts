import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Body, RecordedAction } from '../../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../../src/core/json.ts'
import {
  RecordedActionSchema,
  ReportActionSchema,
  type ActionFacts,
  type RecordedActionReport,
  type ReportAction,
} from '../../../../src/core/report/action-schema.ts'
import type {
  ActionContent,
  ActionSides,
} from '../../../../src/core/report/action-codec/content.ts'
import { encodeError } from '../../../../src/core/report/action-codec/error-facts.ts'
import { encodeModelCall } from '../../../../src/core/report/action-codec/facts.ts'
import {
  performedContent,
  readAsked,
  readReturned,
  recordedContent,
} from '../../../../src/core/report/action-codec/read-action.ts'
import { ReportContents } from '../../../../src/core/report/action-codec/report-contents.ts'
import {
  encodeAction,
  encodeRecorded,
} from '../../../../src/core/report/action-codec/write-action.ts'
import { type Contents } from '../../../../src/core/report/contents/contents.ts'
import { createUnpacker } from '../../../../src/core/report/contents/unpack-contents.ts'
import { mergeContents } from '../../../../src/core/report/contents/merge-contents.ts'
import { buildRun } from '../../../report/build-report.ts'
import { createRandom, mutateJson, randomJson } from '../../cassette/random-json.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** An action without what a report never keeps: the types of values, the words of a status, and an error's fields. */
function asReported({ request, response, inputs, outputs, error }: ActionContent): ActionContent {
  return {
    ...(request ? { request } : {}),
    ...(response ? { response: { ...response, statusText: '' } } : {}),
    ...(inputs ? { inputs: { json: inputs.json } } : {}),
    ...(outputs ? { outputs: { json: outputs.json } } : {}),
    ...(error ? { error: { name: error.name, message: error.message } } : {}),
  }
}

/** Sends a run the way of a report: encoded, merged, printed, parsed and checked. */
function send(
  sides: readonly ActionSides[],
  recording: readonly RecordedAction[] = [],
): {
  actions: ReportAction[]
  recordedActions: RecordedActionReport[]
  unpack: ReturnType<typeof createUnpacker>
} {
  const contents = new ReportContents(hashOf)
  const actions = sides.map((side, index) => ({
    ...factsOf(side, index),
    ...encodeAction(side, contents),
  }))
  const recordedActions = recording.map((action) => encodeRecorded(action, contents))
  const run = buildRun({ actions, recordedActions })
  const merged = mergeContents([{ run, contents: contents.all }])
  const sent = JSON.parse(JSON.stringify({ run, merged })) as { run: typeof run; merged: Contents }
  return {
    actions: sent.run.actions.map((action) => ReportActionSchema.parse(action)),
    recordedActions: sent.run.recordedActions.map((action) => RecordedActionSchema.parse(action)),
    unpack: createUnpacker(sent.merged),
  }
}

function factsOf({ recorded, performed, asked }: ActionSides, index: number): ActionFacts {
  const from = performed ?? recorded
  return {
    index,
    type: from?.type ?? (asked?.request ? 'http' : 'tool'),
    name: 'an action',
    parent: null,
    outcome: performed ? performed.outcome : recorded ? recorded.outcome : 'blocked',
    replayed: !performed && recorded !== null,
    treatment: performed ? 'executed' : recorded ? 'equal' : 'blocked',
    recorded: recorded?.index ?? null,
    start: index,
    recordedStart: null,
    recordedDuration: null,
    replayedDuration: null,
    ...encodeModelCall(from),
    status: from?.response?.status ?? null,
    error: encodeError(from?.error),
    source: null,
  }
}

type Random = () => number

const FACTS = { kind: 'action', name: 'x', parent: null, start: 0, duration: 1 } as const

function bodyOf(random: Random): Body | undefined {
  const times = [1, 2]
  const json = randomJson(random)
  const bodies: Array<Body | undefined> = [
    undefined,
    { json },
    { json, layout: 'indented', tail: '\n' },
    { text: `not JSON ${JSON.stringify(json)}`, chunks: [[3, 4]] },
    { base64: Buffer.from(JSON.stringify(json)).toString('base64') },
    { events: [{ event: 'a', json }, { data: 'b' }, { comment: 'c' }], times },
    { events: [{ json }], eol: '\r\n', colon: ':' },
    { lines: [json, json], tail: '{', times },
  ]
  return bodies[Math.floor(random() * bodies.length)]
}

function exchange(random: Random, index: number): RecordedAction {
  const headers: Array<[string, string]> = [['content-type', 'application/json']]
  const [asked, got] = [bodyOf(random), bodyOf(random)]
  const url = 'https://api.example/v1/chat/completions'
  const request = { method: 'POST', url, headers, ...(asked ? { body: asked } : {}) }
  const type = random() < 0.5 ? 'llm' : 'http'
  if (random() < 0.2)
    return {
      ...FACTS,
      index,
      type,
      request,
      outcome: 'error',
      error: { name: 'TypeError', message: 'fetch failed', code: 'ECONNRESET' },
    }
  const end = random() < 0.8 ? 'complete' : 'truncated'
  const response = { status: 200, statusText: 'OK', headers, end, ...(got ? { body: got } : {}) }
  return { ...FACTS, index, type, request, response: response as never, outcome: 'success' }
}

function call(random: Random, index: number): RecordedAction {
  const type = random() < 0.5 ? 'tool' : 'step'
  const inputs = { json: randomJson(random), meta: { values: ['Date'] } }
  const error = { name: 'RangeError', message: 'too much' }
  return random() < 0.2
    ? { ...FACTS, index, type, inputs, outcome: 'error', error }
    : { ...FACTS, index, type, inputs, outputs: { json: randomJson(random) }, outcome: 'success' }
}

const actionOf = (random: Random, index: number) =>
  random() < 0.5 ? exchange(random, index) : call(random, index)

/** The same action with another body, or with other inputs and outputs. */
function changed(action: RecordedAction, random: Random): RecordedAction {
  const { request, response, inputs, outputs } = action
  const other = (body: Body | undefined) => {
    if (random() < 0.4) return body
    return body && 'json' in body ? { json: mutateJson(body.json, random) } : bodyOf(random)
  }
  const withBody = <Part extends { body?: Body | undefined }>({ body, ...head }: Part): Part => {
    const next = other(body)
    return { ...head, ...(next ? { body: next } : {}) } as Part
  }
  return {
    ...action,
    ...(request ? { request: withBody(request) } : {}),
    ...(response ? { response: withBody(response) } : {}),
    ...(inputs ? { inputs: { json: mutateJson(inputs.json, random) } } : {}),
    ...(outputs ? { outputs: { json: mutateJson(outputs.json, random) } } : {}),
  }
}

test('what was recorded, and what a run asked and got, comes back', () => {
  const random = createRandom(11)
  for (let round = 0; round < 40; round++) {
    const sides = Array.from({ length: 12 }, (_, index): ActionSides => {
      const recorded = actionOf(random, index)
      const performed = changed(recorded, random)
      const ways: ActionSides[] = [
        { recorded, asked: null, performed: null },
        { recorded, asked: performed, performed: null },
        { recorded, asked: performed, performed },
        { recorded, asked: recorded, performed: recorded },
        { recorded: null, asked: performed, performed },
        { recorded: null, asked: null, performed },
      ]
      return ways[Math.floor(random() * ways.length)]!
    })
    const recording = sides.flatMap(({ recorded }) => recorded ?? [])
    const { actions, recordedActions, unpack } = send(sides, recording)
    for (const [at, { recorded, asked, performed }] of sides.entries()) {
      const action = actions[at]!
      const own = {
        ...asReported({ ...recorded, ...performed }),
        ...asReported({ request: (asked ?? recorded ?? performed)?.request } as ActionContent),
        ...asReported({ inputs: (asked ?? recorded ?? performed)?.inputs } as ActionContent),
      }
      expect(performedContent(action, unpack)).toEqual(own)
      if (!recorded) continue
      const alone = recordedActions.find(({ index }) => index === recorded.index)!
      expect(recordedContent(alone, undefined, unpack)).toEqual(asReported(recorded))
      expect(recordedContent(alone, action, unpack)).toEqual(asReported(recorded))
    }
  }
})

test('a call that was blocked got nothing', () => {
  const asked = { request: exchange(createRandom(3), 0).request! }
  const { actions, unpack } = send([{ recorded: null, asked, performed: null }])
  expect(performedContent(actions[0]!, unpack)).toEqual(asked)
})

test('a call that failed by itself has nothing of what was recorded', () => {
  const recorded: RecordedAction = { ...call(() => 0.5, 0), outputs: { json: 'recorded' } }
  const { outputs: _outputs, ...rest } = recorded
  const performed = { ...rest, outcome: 'error', error: { name: 'Error', message: 'x' } } as const
  const { actions, unpack } = send([{ recorded, asked: performed, performed }])
  expect(performedContent(actions[0]!, unpack)).toEqual(asReported(performed))
})

const long = (start: string) => start + 'x'.repeat(1_200_000)
const LARGE: Record<string, (start: string) => Body> = {
  json: (start) => ({ json: { list: [long(start)], $ref: 'none' }, layout: 'spaced', tail: '\n' }),
  events: (start) => ({ events: [{ event: 'a', json: long(start) }, { raw: 'x' }], times: [1, 2] }),
  lines: (start) => ({ lines: [long(start), 1], tail: '{' }),
  text: (start) => ({ text: `\ud800${long(start)}` }),
  base64: (start) => ({ base64: Buffer.alloc(70_001, start).toString('base64'), chunks: [[1, 2]] }),
}

function large(start: string, form: string): RecordedAction {
  const { response: _response, ...action } = exchange(() => 0.3, 0)
  const headers: Array<[string, string]> = []
  const head = { status: 200, statusText: '', headers, end: 'complete' } as const
  const body = LARGE[form]!(start)
  return {
    ...action,
    type: 'http',
    outcome: 'success',
    request: { ...action.request!, body },
    response: { ...head, body },
  }
}

test.each(Object.keys(LARGE))('%s that is too large for its place comes back', (form) => {
  const [recorded, performed] = [large('a', form), large('b', form)]
  const small = exchange(() => 0.3, 0)
  const bare = { ...performed, request: { ...performed.request!, body: undefined } }
  const sides: ActionSides[] = [
    { recorded, asked: null, performed: null },
    { recorded, asked: performed, performed },
    { recorded, asked: recorded, performed: recorded },
    { recorded, asked: small, performed: small },
    { recorded: small, asked: performed, performed },
    { recorded, asked: bare, performed: null },
  ]
  const { actions, unpack } = send(sides)
  for (const [at, { recorded, asked, performed }] of sides.entries()) {
    const action = actions[at]!
    const { request, response } = performedContent(action, unpack)
    expect(request).toEqual(asked?.request ?? recorded!.request)
    expect(response).toEqual({ ...(performed ?? recorded)!.response, statusText: '' })
  }
  const [same] = actions
  expect(actions[2]).toEqual({ ...actions[2], omitted: same!.omitted })
  expect(actions[2]).not.toHaveProperty('asked')
  expect(readAsked(actions[1]!, unpack)).toEqual({ ...performed.request, body: undefined })
  expect(readReturned(actions[1]!, unpack)).toMatchObject({ status: 200, end: 'complete' })
})

test('a value that is too large for its place comes back', () => {
  const tool = (json: JsonValue): RecordedAction => ({
    ...FACTS,
    index: 0,
    type: 'tool',
    outcome: 'success',
    inputs: { json: [json] },
    outputs: { json },
  })
  const [recorded, performed, small] = [tool(long('a')), tool(long('b')), tool('short')]
  const sides: ActionSides[] = [
    { recorded, asked: null, performed: null },
    { recorded, asked: performed, performed },
    { recorded: small, asked: performed, performed },
    { recorded, asked: small, performed: small },
  ]
  const { actions, unpack } = send(sides)
  for (const [at, { recorded, performed }] of sides.entries())
    expect(performedContent(actions[at]!, unpack)).toEqual(asReported((performed ?? recorded)!))
  expect(readAsked(actions[2]!, unpack)).toBeUndefined()
})

test('a value that is too large for a report is replaced by its size', () => {
  const text = 'x'.repeat(16 * 1024 * 1024 + 1)
  const { response: _response, ...action } = large('a', 'text')
  const performed: RecordedAction = { ...action, request: { ...action.request!, body: { text } } }
  const asked: RecordedAction = { ...FACTS, index: 1, type: 'tool', outcome: 'success' }
  const tool = { ...asked, inputs: { json: text } }
  const { actions, unpack } = send([
    { recorded: null, asked: performed, performed },
    { recorded: null, asked: tool, performed: tool },
  ])
  expect(performedContent(actions[0]!, unpack).request?.body).toEqual({
    json: { omitted: { bytes: text.length } },
  })
  expect(performedContent(actions[1]!, unpack).inputs).toEqual({
    json: { omitted: { bytes: text.length + 2 } },
  })
})

test('what has not the form of an exchange is none', () => {
  const action = factsOf({ recorded: null, asked: null, performed: exchange(() => 0.3, 0) }, 0)
  const values: JsonValue[] = [null, 'x', { url: 'x', method: 'GET' }, { url: 1 }, { $ref: 1 }]
  for (const inputs of values)
    expect(performedContent({ ...action, inputs }, createUnpacker({})).request).toBeUndefined()
})
