import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, ListenOptions } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHOSEN, HEADER_CASES, SAME } from '../../../fixtures/projects/headers/cases.ts'
import { changesOf, noiseOf } from '../../../fixtures/projects/headers/group-case.ts'
import { TABLE_CASES } from '../../../fixtures/projects/headers/table-cases.ts'
import { MEANINGFUL_HEADERS } from '../../../src/core/request-headers/meaningful-headers.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { createProject, type Project } from '../run-project.ts'
import { countRows } from './count-rows.ts'

const TABLE_CHANGES = changesOf(TABLE_CASES)
const TABLE_NOISE = noiseOf(TABLE_CASES)
/** Names of the table that select a model. */
const MODELS = new Set(MEANINGFUL_HEADERS.flatMap(({ selects }) => selects.model ?? []))
/** Its value is the name of the call: another one is another call. */
const OPERATION = 'x-amz-target'

let project: Project
let remove: () => void
let runs: Map<string, RunReport>
let output: string

beforeAll(async () => {
  project = createProject('headers', (done) => (remove = done))
  let served = 0
  const answer: RequestListener = (_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ served: served++ }))
  }
  const servers = [createServer(answer), createServer(answer)] as const
  const sockets = process.platform === 'win32' ? `\\\\.\\pipe\\${process.pid}-` : `${project.root}/`
  await listen(servers[0], { port: 0, host: '127.0.0.1' })
  await listen(servers[1], { path: `${sockets}a.sock` })
  const { port } = servers[0].address() as AddressInfo
  const env = { SERVER_URL: `http://127.0.0.1:${port}`, SOCKETS: sockets }
  const recorded = await project.vitest([], { ...env, STAGE: 'record' })
  await Promise.all(servers.map(close))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], { ...env, STAGE: 'replay', CI: '1' })
  output = replayed.output
  runs = new Map(project.report().runs.map((run) => [run.test.fullName, run]))
})

function listen(server: Server, place: ListenOptions): Promise<void> {
  return new Promise((resolve) => server.listen(place, resolve))
}

function close(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
}

afterAll(() => remove())
afterAll(() => {
  const wrong = (prefix: string, names: string[], status: string) =>
    names.filter((name) => runs.get(`${prefix}${name}`)?.status !== status)
  const names = HEADER_CASES.map(({ provider }) => provider)
  const same = SAME.map(([name]) => name)
  const changes = TABLE_CHANGES.map(({ name }) => name)
  const noise = TABLE_NOISE.map(({ name }) => name)
  const kind = 'headers'
  countRows(
    { table: 'changes', kind, rows: names.length, wrong: wrong('changed > ', names, 'failed') },
    { table: 'harmless', kind, rows: names.length, wrong: wrong('noise > ', names, 'passed') },
    {
      table: 'changes',
      kind,
      rows: changes.length,
      wrong: wrong('table changed > ', changes, 'failed'),
    },
    {
      table: 'harmless',
      kind,
      rows: noise.length,
      wrong: wrong('table noise > ', noise, 'passed'),
    },
    { table: 'harmless', kind, rows: SAME.length, wrong: wrong('same: ', same, 'passed') },
    { table: 'changes', kind, ...namedRows() },
  )
})

/** Changes whose place the receipt names. */
function namedRows() {
  const names = CHOSEN.map(([name]) => name)
  const isNamed = (name: string) => runs.get(`named > ${name}`)?.receipt.notCompared?.length === 1
  const wrong = names.filter((name) => !isNamed(name))
  return { rows: names.length, named: names.length - wrong.length, wrong }
}

test.each(HEADER_CASES)('a changed header is reported: $provider', ({ provider, cause }) => {
  const { status, divergences, receipt } = runs.get(`changed > ${provider}`)!
  expect(status).toBe('failed')
  expect(receipt.live).toBe(0)
  const [first] = divergences
  expect(first).toMatchObject({ kind: 'input_mismatch', firstCause: true, cause })
  expect(first!.paths.every(({ path }) => path.startsWith('headers.'))).toBe(true)
})

/** Headers whose secrets are too short for a hash to be kept; of cookies, nothing but words is. */
const SECRETS = ['api-key', 'authorization', 'cookie', 'x-api-key']

test.each(HEADER_CASES)('what clients add is none: $provider', ({ provider, sent }) => {
  const { status, divergences, receipt, matchRate } = runs.get(`noise > ${provider}`)!
  expect({ status, divergences, matchRate }).toEqual({
    status: 'passed',
    divergences: [],
    matchRate: 1,
  })
  const secrets = SECRETS.filter((header) => header in sent)
  expect(receipt.notCompared ?? []).toEqual(
    secrets.map((header) => ({ header, reason: 'guessable' })),
  )
})

test.each(TABLE_CHANGES)('a header of the table is compared: $name', ({ name, entry, sent }) => {
  const { status, divergences, receipt } = runs.get(`table changed > ${name}`)!
  expect({ status, live: receipt.live }).toEqual({ status: 'failed', live: 0 })
  const { kind, cause, paths, firstCause } = divergences[0]!
  expect(firstCause).toBe(true)
  if (entry === OPERATION)
    return expect({ kind, cause }).toEqual({ kind: 'action_mismatch', cause: 'extra_call' })
  const expected = MODELS.has(entry) ? 'model_parameters' : 'request_headers'
  expect({ kind, cause }).toEqual({ kind: 'input_mismatch', cause: expected })
  expect(paths.map(({ path }) => path)).toEqual(
    Object.keys(sent).map((header) => `headers.${header}`),
  )
})

test.each(TABLE_NOISE)('what clients of a group add is none: $name', ({ name }) => {
  const { status, divergences, receipt, matchRate } = runs.get(`table noise > ${name}`)!
  expect({ status, divergences, matchRate, notCompared: receipt.notCompared }).toEqual({
    status: 'passed',
    divergences: [],
    matchRate: 1,
    notCompared: undefined,
  })
})

test.each(SAME)('the same in other words is the same: %s', (name) => {
  expect(runs.get(`same: ${name}`)).toMatchObject({ status: 'passed', matchRate: 1 })
})

test('an unknown header that differs is not compared, and named', () => {
  expect(runs.get('unknown')).toMatchObject({
    status: 'passed',
    receipt: { notCompared: [{ header: 'x-tenant', reason: 'unknown' }] },
  })
  expect(output.match(/not compared: baggage, [^;]* differ/g)).toHaveLength(1)
})

test.each(CHOSEN)('a header that an agent chooses is named where it differs: %s', (header) => {
  expect(runs.get(`named > ${header}`)).toMatchObject({
    status: 'passed',
    receipt: { notCompared: [{ header, reason: 'unknown' }] },
  })
})

test('of a header that is sent more than once, every value counts', () => {
  const { receipt } = runs.get('named of node:http')!
  expect(receipt.notCompared).toEqual([{ header: 'x-tenants', reason: 'unknown' }])
})

test('an unknown header that varied when the recording was verified, or is ignored, is not named', () => {
  for (const name of ['unknown that varies by itself', 'unknown that is ignored']) {
    expect(runs.get(name)!.status).toBe('passed')
    expect(runs.get(name)!.receipt.notCompared).toBeUndefined()
  }
})

test('parallel calls that differ in a header alone each get their own answer', () => {
  expect(runs.get('two models of a gateway in parallel')).toMatchObject({
    matchRate: 1,
    receipt: { mismatched: 0 },
  })
})

test('no value of an unknown header stands in a cassette', () => {
  const text = project.cassettes().map((path) => project.read(path))
  expect(text.join('')).toContain('"unknownHeaders":[["x-tenant","')
  expect(text.filter((cassette) => cassette.includes('"x-tenant","a"'))).toEqual([])
})

test('of a cassette from before the table, what it did not keep is not compared', async () => {
  const old = createProject({
    'old.test.ts': `
      import { expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      const ask = (headers) => fetch('http://old.example/v1', { headers }).then((r) => r.json())
      test('not kept', async () => { await replayRun(() => ask({ 'openai-project': 'p' })) })
      test('kept', async () => { await replayRun(() => ask({ 'anthropic-beta': 'b' })) })
    `,
  })
  const cassette = (name: string, headers: string[][]) =>
    [
      {
        cassette: 1,
        kind: 'header',
        runId: name,
        name,
        agent: null,
        workflow: null,
        tags: [],
        release: null,
        resources: {},
        environment: { node: 'v20.0.0', platform: 'linux x64', packages: {} },
        recordedAt: '2026-01-01T00:00:00.000Z',
      },
      {
        kind: 'action',
        index: 0,
        type: 'http',
        name: 'GET old.example/v1',
        parent: null,
        start: 0,
        duration: 1,
        outcome: 'success',
        request: { method: 'GET', url: 'http://old.example/v1', headers },
        response: {
          status: 200,
          statusText: 'OK',
          headers: [['content-type', 'application/json']],
          body: { json: {} },
          end: 'complete',
        },
      },
      {
        kind: 'end',
        status: 'success',
        stopReason: null,
        output: { json: {} },
        totals: { actions: 1, duration: 1, costUsd: null, inputTokens: null, outputTokens: null },
        verified: true,
      },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n') + '\n'
  const folder = '__cassettes__/old.test.ts'
  old.write(`${folder}/not-kept.cassette.jsonl`, cassette('not kept', []))
  old.write(`${folder}/kept.cassette.jsonl`, cassette('kept', [['anthropic-beta', 'a']]))
  const replayed = await old.vitest([], { CI: '1' })
  const found = new Map(old.report().runs.map((run) => [run.name, run]))
  expect(found.get('not kept'), replayed.output).toMatchObject({
    status: 'passed',
    matchRate: 1,
    divergences: [],
    receipt: {
      notCompared: [{ header: 'openai-project', reason: 'not_recorded' }],
      olderRules: true,
    },
  })
  expect(found.get('kept')).toMatchObject({
    status: 'failed',
    divergences: [{ cause: 'request_headers' }],
  })
  expect(replayed.output).toContain('Stricter since then:')
  expect(replayed.output.replace(/\s+/g, ' ')).toContain(
    'older rules: 2 cassettes of version 0.1.0',
  )
})
