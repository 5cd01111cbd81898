import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawnValue } from '../../core/redaction/credential-forms.ts'
import { createProject } from '../run-project.ts'
import { contentOf, filesOf, formsOf } from './written.ts'

const CONFIG = `
  import { defineConfig } from 'vitest/config'
  import { replay } from 'vitest-replay/plugin'
  export default defineConfig({ plugins: [replay()], test: {
    reporters: ['default', 'junit', 'json', 'blob'],
    outputFile: { junit: 'out/junit.xml', json: 'out/report.json', blob: 'out/blob.json' },
  } })
`

/** Agents that send a credential, which a cassette does not hold, and use it elsewhere as well. */
const TEST = `
  import http from 'node:http'
  import { readFileSync } from 'node:fs'
  import { gzipSync } from 'node:zlib'
  import { beforeAll, expect, test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'

  const values = JSON.parse(readFileSync('values.json', 'utf8'))
  const url = 'http://127.0.0.1:' + process.env.PORT
  const tool = action('tool', async (value) => { throw Object.assign(new Error('bad ' + value), { value }) })
  const post = async (body, headers = {}) => (await fetch(url + '/', { method: 'POST', body, headers })).text()
  const HEADERS = {
    authorization: (key) => ({ authorization: 'Bearer ' + key }),
    'x-api-key': (key) => ({ 'x-api-key': key }),
    cookie: (key) => ({ cookie: 'sid=' + key }),
  }
  const AGENTS = {
    returned: async (key, send) => { await send(); await send(); return { v: key, text: 'token is ' + key, packed: gzipSync('k=' + key).toString('base64') } },
    'before and after': async (key, send) => { await post('see ' + key); await send(); await post('note ' + key); return { v: key } },
    printed: async (key, send) => { await send(); console.log('say', key); console.error({ v: key }); try { await tool(key) } catch (error) { console.log(error) } },
    input: async (key, send) => { await post(key); await send(); if (process.env.MORE) await post('more'); return { v: key } },
    thrown: async (key, send) => { await send(); if (process.env.BROKEN) throw new Error('failed with ' + key) },
    meta: async (key, send) => { await send() },
  }

  beforeAll(async () => {
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => response.end('ok'))
    })
    await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve))
    return () => server.close()
  })

  for (const [header, headersOf] of Object.entries(HEADERS))
    for (const [kind, agent] of Object.entries(AGENTS)) {
      const name = header + ' ' + kind
      test(name, async ({ task }) => {
        const key = values[name]
        const options = kind === 'input' ? { input: { v: key }, tags: ['t-' + key], workflow: 'w ' + key, release: 'r' + key, agent: 'ag ' + key } : {}
        await replayRun(() => agent(key, () => post('x', headersOf(key))), options)
        if (kind === 'meta') { task.meta.seen = { key, list: ['of ' + key] } }
        if (kind === 'meta' && process.env.BROKEN) expect(key).toBe('other')
      })
    }
`
const KINDS = ['returned', 'before and after', 'printed', 'input', 'thrown', 'meta']
const NAMES = ['authorization', 'x-api-key', 'cookie'].flatMap((header) =>
  KINDS.map((kind) => `${header} ${kind}`),
)
const VALUES = Object.fromEntries(NAMES.map((name) => [name, drawnValue(name, 'sent', 44)]))

test('a credential that a run sent is in no file, and no reason for a divergence', async () => {
  const project = createProject({
    'vitest.config.ts': CONFIG,
    'a.test.ts': TEST,
    'values.json': JSON.stringify(VALUES),
  })
  const env = { PORT: String(24_000 + (process.pid % 20_000)) }
  const leaks = (output: string) =>
    [
      ['output', output] as const,
      ...filesOf(project.root)
        .filter((path) => !/^(?:values|package)\.json$|^a\.test\.ts$|config/.test(path))
        .map((path) => [path, contentOf(join(project.root, path))] as const),
    ].flatMap(([place, text]) =>
      NAMES.filter((name) => formsOf(VALUES[name]!).some((form) => text.includes(form))).map(
        (name) => `${place.replace(/[0-9a-f]{32}/, '<trace>')}: ${name}`,
      ),
    )
  const passes: Array<Record<string, string>> = [
    {},
    { CI: '1' },
    { VITEST_REPLAY: 'new_episodes', MORE: '1' },
  ]
  for (const more of passes) {
    const { exitCode, output } = await project.vitest([], { ...env, ...more })
    expect(exitCode, output).toBe(0)
    expect(output).not.toContain('not verified')
    expect(leaks(output)).toEqual([])
  }
  const broken = await project.vitest(['-t', 'thrown|meta'], {
    ...env,
    VITEST_REPLAY: 'all',
    BROKEN: '1',
  })
  expect(broken.exitCode).toBe(1)
  expect(leaks(broken.output)).toEqual([])
}, 240_000)
