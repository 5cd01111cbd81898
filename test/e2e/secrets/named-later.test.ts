import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawnValue } from '../../core/redaction/credential-forms.ts'
import { createProject, type Project } from '../run-project.ts'
import { contentOf, filesOf } from './written.ts'

const CONFIG = `
  import { defineConfig } from 'vitest/config'
  import { replay } from 'vitest-replay/plugin'
  export default defineConfig({ plugins: [replay()] })
`

/** Places that hold a value in which nothing tells a secret, and calls that name it afterwards. */
const TEST = `
  import http from 'node:http'
  import { readFileSync } from 'node:fs'
  import { afterAll, beforeAll, expect, test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'

  const values = JSON.parse(readFileSync('values.json', 'utf8'))
  const changed = JSON.parse(process.env.CHANGED ?? '{}')
  const url = 'http://127.0.0.1:' + process.env.PORT
  const find = action('find', async (_value) => 'ok')
  const make = action('make', async (value) => ({ made: 'of ' + value }), { replay: 'execute' })
  const login = action('login', async (kind) => ({ access_token: values[kind] }))
  const post = async (path, body, headers = {}) => (await fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })).text()
  const prompt = (value) => post('/chat', JSON.stringify({ messages: [{ role: 'user', content: 'Look at ' + value + ', please.' }] }))

  const PLACES = {
    prompt,
    field: (value) => post('/chat', JSON.stringify({ order: value })),
    text: (value) => post('/chat', 'the order is ' + value, { 'content-type': 'text/plain' }),
    path: async (value) => (await fetch(url + '/orders/' + encodeURIComponent(value) + '/lines')).text(),
    query: async (value) => (await fetch(url + '/orders?order=' + encodeURIComponent(value))).text(),
    argument: (value) => find(value),
    'name of a step': (value, _kind, step) => step('looks at ' + value, async () => 1),
    'argument in a text': (value) => find({ order: { text: 'see "' + value + '" there' } }),
    'a file in base64': (value) => find(Buffer.from('{"order":"' + value + '","lines":[1,2,3]}').toString('base64')),
    'an output that is made again': (value) => make(value),
    'pieces of a stream': (value) => post('/stream', value),
    'passed on from an answer': async (value, kind) => {
      const { order } = await (await fetch(url + '/given?' + encodeURIComponent(kind))).json()
      await prompt(changed[kind] ? value : order)
    },
    'printed text': async (value) => { console.log('order ' + value + ' is seen'); await find(1) },
  }
  const WAYS = {
    answer: (kind, place) => login(kind),
    body: (kind) => post('/login', values[kind]),
    authorization: (kind) => post('/me', '{}', { authorization: 'Bearer ' + values[kind] }),
    variable: (kind) => { process.env.LATER_API_TOKEN = values[kind]; return find(2).finally(() => { delete process.env.LATER_API_TOKEN }) },
    'variable that stays': (kind) => { process.env['STAYING_' + kind.replace(/\\W/g, '_').toUpperCase() + '_TOKEN'] = values[kind]; return find(3) },
  }

  let server
  beforeAll(async () => {
    server = http.createServer(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      response.setHeader('content-type', 'application/json')
      if (request.url === '/login') return response.end(JSON.stringify({ access_token: body }))
      if (request.url.startsWith('/given?')) return response.end(JSON.stringify({ order: values[decodeURIComponent(request.url.slice(7))] }))
      if (request.url !== '/stream') return response.end('{"ok":true}')
      response.setHeader('content-type', 'text/event-stream')
      response.end(body.match(/.{1,7}/g).map((delta) => 'data: ' + JSON.stringify({ delta }) + '\\n\\n').join(''))
    })
    await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve))
  })
  afterAll(() => server.close())

  for (const [kind, { place, way }] of Object.entries(values.rows)) {
    test(kind, async () => {
      await replayRun(async (_input, { note, step }) => {
        if (place !== 'passed on from an answer') note('about ' + (changed[kind] ?? values[kind]))
        await PLACES[place](changed[kind] ?? values[kind], kind, step)
        await WAYS[way](kind)
        await find('afterwards')
      })
    })
  }
  test('an input', async () => {
    await replayRun(async ({ order }) => { await prompt(order); await login('an input') }, { input: { order: changed['an input'] ?? values['an input'] } })
  })
  test('takes', async () => {
    await replayRun(async () => { await prompt(changed['takes'] ?? values['takes']); await login('takes') }, { takes: 2 })
  })
  test.runIf(process.env.BROKEN)('fails', async () => {
    await replayRun(async () => { await prompt(values['fails']); await login('fails'); throw new Error('on purpose') })
  })
`

const PLACES = [
  'prompt',
  'field',
  'text',
  'path',
  'query',
  'argument',
  'name of a step',
  'argument in a text',
  'a file in base64',
  'an output that is made again',
  'pieces of a stream',
  'passed on from an answer',
  'printed text',
]
const WAYS = ['answer', 'body', 'authorization', 'variable', 'variable that stays']

/** Too few are likely for a hash to be kept. */
const GUESSABLE = ['prompt', 'argument', 'text', 'name of a step']
const rows: Record<string, { place: string; way: string; isGuessable: boolean }> = {}
for (const [at, place] of PLACES.entries()) {
  const ways = at === 0 ? WAYS : ['answer', WAYS[1 + (at % 4)]!]
  for (const way of ways) rows[`${place} then ${way}`] = { place, way, isGuessable: false }
}
for (const place of GUESSABLE)
  rows[`guessable ${place} then answer`] = { place, way: 'answer', isGuessable: true }

const names = [...Object.keys(rows), 'an input', 'takes', 'fails']
const valueOf = (name: string, what = 'order') => {
  const drawn = drawnValue(name, what, 32)
  return rows[name]?.isGuessable
    ? `plan${drawn.replace(/\D/g, '').slice(0, 2)}x${'withwords'}`
    : drawn
}
const values = Object.fromEntries(names.map((name) => [name, valueOf(name)]))

function openProject(): { project: Project; env: Record<string, string> } {
  const project = createProject({
    'vitest.config.ts': CONFIG,
    'a.test.ts': TEST,
    'values.json': JSON.stringify({ ...values, rows }),
  })
  return { project, env: { PORT: String(22_000 + (process.pid % 20_000)) } }
}

const base64Parts = (text: string) =>
  [0, 1, 2].map((before) =>
    Buffer.from(`${' '.repeat(before)}${text}`)
      .toString('base64')
      .slice(4, -6),
  )

/** The rows whose value is in a file that the runs have written, with its path. */
function leaks({ root }: Project): string[] {
  return filesOf(root).flatMap((path) => {
    if (/^(?:values|package)\.json$|^a\.test\.ts$|config/.test(path)) return []
    const text = contentOf(join(root, path))
    return names
      .filter((name) =>
        [values[name]!, ...base64Parts(values[name]!)].some((one) => text.includes(one)),
      )
      .map((name) => `${path.replace(/[0-9a-f]{32}/, '<trace>')}: ${name}`)
  })
}

test('a secret that a run names only later is in no file, and is compared all the same', async () => {
  const { project, env } = openProject()
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).not.toContain('not verified')
  expect(leaks(project)).toEqual([])
  await project.vitest(['-t', 'fails'], { ...env, BROKEN: '1' })
  expect(leaks(project)).toEqual([])

  const replayed = await project.vitest([], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  // A replay cannot know a printed secret: it is in no recording, and no answer names it there.
  expect(leaks(project).filter((leak) => !leak.includes('printed text'))).toEqual([])
  for (const { name, matchRate } of project.report().runs)
    expect({ name, matchRate }).toEqual({ name, matchRate: 1 })

  const changed = Object.fromEntries(names.map((name) => [name, valueOf(name, 'other')]))
  const other = await project.vitest([], { ...env, CI: '1', CHANGED: JSON.stringify(changed) })
  // Printed texts are compared with nothing.
  const compared = project.report().runs.filter(({ name }) => !name.startsWith('printed text'))
  const found = compared.map(({ name, divergences, receipt }) => [
    name,
    divergences.length > 0 ? 'diverged' : receipt?.redacted?.length ? 'named' : 'silent',
  ])
  // In a name there is no hash of a variable, which may be another one elsewhere.
  const isHashed = (name: string) =>
    !rows[name]?.isGuessable && !name.startsWith('name of a step then variable')
  const wanted = compared.map(({ name }) => [name, isHashed(name) ? 'diverged' : 'named'])
  expect(found, other.output).toEqual(wanted)
}, 240_000)
