/** The configuration of the project: all reporters that write files. */
export const CONFIG = `
import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'
export default defineConfig({ plugins: [replay()], test: {
  testTimeout: 60_000,
  reporters: ['default', 'junit', 'json', 'blob', 'github-actions', 'tap'],
  outputFile: { junit: 'out/junit.xml', json: 'out/report.json', blob: 'out/blob.json', tap: 'out/tap.txt' },
} })
`

/** Agents that carry secrets everywhere an agent can put one. */
export const TEST = `
import http from 'node:http'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const carried = JSON.parse(readFileSync('carried.json', 'utf8'))
const harmless = JSON.parse(readFileSync('harmless.json', 'utf8'))
const keys = JSON.parse(readFileSync('keys.json', 'utf8'))
const changed = process.env.CHANGED ?? ''
const use = action('use', (value) => value)
const fail = action('fail', (value) => { throw Object.assign(new Error('failed with ' + JSON.stringify(value)), { value }) })
const keep = action('keep', (value) => value)
console.log('module of ' + keys.PrintedByModule)

test('carries every kind', async () => {
  await replayRun(async (input, context) => {
    for (const value of carried) {
      use({ value, changed })
      try { fail(value) } catch {}
    }
    await context.step('own', async () => process.env.OWN_PLAIN_PASSWORD)
    for (const [name, value] of Object.entries(harmless)) keep({ [name]: value })
    return { carried, changed }
  }, { input: { carried } })
})

test('fails by itself', async () => {
  const run = await replayRun(async () => ({ carried, once: use(1) }), { thresholds: false })
  if (changed) expect(run.output).toEqual({ other: 1 })
})

test('throws', async () => {
  await replayRun(async () => {
    use(2)
    const cause = new Error('of ' + keys.CauseOfAnError, { cause: { why: keys.CauseOfAnError } })
    if (changed) throw Object.assign(new Error(JSON.stringify(carried), { cause }), { carried })
  })
})

test('is named after ' + keys.TestName, async ({ annotate, task }) => {
  console.log('begins with ' + keys.PrintedByTest)
  await annotate('seen ' + keys.Annotation)
  task.meta.seen = { key: keys.Meta }
  await replayRun(async (_, { step }) => {
    console.error('agent of', { key: keys.PrintedByAgent }, new Map([['api_key', keys.PrintedAsField.slice(8)]]))
    process.stdout.write(Buffer.from('bytes of ' + keys.PrintedAsBytes + '\\n'))
    await step('reads ' + keys.StepName, async () => changed)
    await action('calls ' + keys.ActionName, async () => changed)()
  }, { agent: 'agent of ' + keys.AgentName, workflow: keys.WorkflowName, tags: [keys.Tag] })
  console.log('after it', { clientSecret: keys.PrintedAfterRun.slice(8) })
})

test('makes bytes and variables', async () => {
  await replayRun(async () => {
    use({ file: Buffer.from('A=1 KEY=' + keys.BytesOfABuffer), more: new Uint8Array(Buffer.from('B=2 KEY=' + keys.BytesOfAnArray)), changed })
    const late = 'late ' + keys.LateVariable.slice(8, 30)
    process.env.LATE_PASSWORD = late
    use({ note: 'set to ' + late })
    process.env.PRINTED_PASSWORD = 'printed ' + keys.PrintedLateVariable.slice(8, 30)
    console.log('set to ' + process.env.PRINTED_PASSWORD)
    delete process.env.LATE_PASSWORD
  })
})

test('calls a service', async () => {
  const server = http.createServer((request, response) => {
    request.resume()
    if (request.url === '/packed') return response.end(gzipSync('KEY=' + keys.PackedAnswer))
    response.statusMessage = 'OK ' + keys.Reason
    response.setHeader('set-cookie', ['sid=' + keys.Cookie.slice(8) + '; Path=/', keys.CookieName + '=1'])
    response.setHeader('x-next', keys.Header)
    response.setHeader('content-type', 'text/event-stream')
    const pieces = keys.StreamInPieces.match(/.{1,9}/g)
    const named = 'event: ' + keys.EventName + '\\nid: ' + keys.EventId + '\\ndata: 1\\n\\n'
    response.end(named + pieces.map((delta) => 'data: ' + JSON.stringify({ delta }) + '\\n\\n').join(''))
  })
  await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve))
  try {
    await replayRun(async () => {
      const response = await fetch('http://127.0.0.1:' + process.env.PORT + '/' + keys.Url + '?q=' + keys.Url, { method: 'POST', body: changed + '&client_secret=' + keys.Url })
      const headers = { 'content-encoding': 'gzip' }
      const packed = await fetch('http://127.0.0.1:' + process.env.PORT + '/packed', { method: 'POST', headers, body: gzipSync('KEY=' + keys.PackedBody) })
      use({ packed: gzipSync('KEY=' + keys.PackedBytes), changed })
      return (await response.text()).length + (await packed.arrayBuffer()).byteLength > 0
    })
  } finally {
    server.close()
  }
})

afterAll(() => { console.warn('at the end ' + keys.PrintedInAHook) })

test.runIf(changed)('is shortened in a message', () => { expect(process.env.OWN_SHORTENED_PASSWORD).toBe('x') })

describe.runIf(changed)('hooks', () => {
  describe('before all', () => {
    beforeAll(async () => {
      const run = await replayRun(async () => ({ key: keys.BeforeAll, once: use(4) }), { mode: 'all', thresholds: false })
      expect(run.output).toEqual({ other: 1 })
    })
    test('is not run', () => {})
  })
  describe('each', () => {
    beforeEach(() => { expect({ key: keys.BeforeEach }).toEqual({ other: 1 }) })
    afterEach(() => { throw new Error('after ' + keys.AfterEach) })
    test('has hooks', () => {})
  })
  describe('after all', () => {
    afterAll(() => { throw Object.assign(new Error('after ' + keys.AfterAll), { key: keys.ThrownInAHook }) })
    test('is run', () => {})
  })
})

test.runIf(process.env.BROKEN)('is interrupted', async () => {
  await replayRun(async () => { use(carried); await new Promise(() => {}) })
}, 1500)
`
