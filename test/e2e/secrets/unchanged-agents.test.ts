import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawnValue } from '../../core/redaction/credential-forms.ts'
import { createProject, type Project } from '../run-project.ts'
import { contentOf, filesOf, formsOf } from './written.ts'

/** Agents that do the same in every run, with a secret that is hard to find. */
const TEST = `
  import { readFileSync } from 'node:fs'
  import { beforeAll, expect, test } from 'vitest'
  import http from 'node:http'
  import { brotliCompressSync, deflateSync, gzipSync, gunzipSync, inflateSync, brotliDecompressSync } from 'node:zlib'
  import { action, replayRun } from 'vitest-replay'

  const values = JSON.parse(readFileSync('values.json', 'utf8'))
  const url = 'http://127.0.0.1:' + process.env.PORT
  const find = action('find', async (_value) => 'ok')
  const login = action('login', async (kind) => ({ api_key: values[kind] }))
  const post = (path, body, headers = {}) => fetch(url + path, { method: 'POST', body, headers })
  const ask = async (text) => (await post('/chat', JSON.stringify({ messages: [{ role: 'user', content: text }] }), { 'content-type': 'application/json' })).text()
  const deltas = async (value) => (await (await post('/stream', value)).text()).split('\\n\\n').filter(Boolean).map((line) => JSON.parse(line.slice(6)).delta)
  const packed = (coding, pack) => async (value) => { await post('/chat', pack('{"order":"' + value + '","lines":[1,2,3]}'), { 'content-encoding': coding, 'content-type': 'application/json' }) }

  const AGENTS = {
    'prompt and pieces': async (value) => { await ask('Look at ' + value + ', please.'); await deltas(value) },
    'prompt and pieces of an answer': async (value, kind) => { await ask('Look at ' + value + ', please.'); await deltas('?' + kind) },
    'pieces that are passed on': async (value, kind) => { await ask('Look at ' + value + ', please.'); const all = await deltas('?' + kind); await ask('It said ' + all.join('')) },

    'pieces that are returned': async (value, kind) => { await ask('Look at ' + value); return { all: (await deltas('?' + kind)).join('') } },
    'pieces before a prompt': async (value, kind) => { const all = await deltas('?' + kind); await ask('Look at ' + value); await ask(all.join('')) },
    'a gzip body': packed('gzip', gzipSync),
    'a deflate body': packed('deflate', deflateSync),
    'a brotli body': packed('br', brotliCompressSync),
    'a gzip body that is answered': async (value) => (await post('/chat', gzipSync('{"order":"' + value + '"}'), { 'content-encoding': 'gzip', 'content-type': 'application/json' })).text(),
    'a deflate body that is answered': async (value) => (await post('/chat', deflateSync('{"order":"' + value + '"}'), { 'content-encoding': 'deflate', 'content-type': 'application/json' })).text(),
    'a brotli text that is answered': async (value) => (await post('/chat', brotliCompressSync('the order is ' + value), { 'content-encoding': 'br' })).text(),
    'a gzip body and a prompt': async (value) => { await packed('gzip', gzipSync)(value); await ask('Look at ' + value) },
    'gzip bytes': (value) => find(gzipSync('order=' + value)),
    'cookie name returned': async (value, kind) => { const answer = await post('/cookie', kind); return { headers: Object.fromEntries(answer.headers) } },
    'cookie name passed on': async (value, kind) => { const answer = await post('/cookie', kind); await find({ 'set-cookie': answer.headers.get('set-cookie') }) },
    'cookies passed on': async (value, kind) => { const answer = await post('/cookie', kind); await find([...answer.headers]); return answer.headers.getSetCookie() },
    'a cookie that is sent': async (value, kind) => { await fetch(url + '/chat', { headers: { cookie: value + '=1; a=' + value } }) },
    'two prompts': async (value) => { await ask(value); await ask('[' + value + ']'); await ask('x ' + value + ' ' + value) },
    'a path': async (value) => { await (await fetch(url + '/orders/' + value + '/lines')).text() },
    'a name of a field': async (value) => { await find({ [value]: 1, list: [{ [value]: 2 }] }) },
  }

  beforeAll(async () => {
    const server = http.createServer(async (request, response) => {
      const pieces = []
      for await (const piece of request) pieces.push(piece)
      const body = Buffer.concat(pieces).toString()
      const value = body.startsWith('?') ? values[body.slice(1)] : values[body] ?? body
      if (request.url === '/cookie') response.setHeader('set-cookie', [value + '=1; Path=/', 'sid=' + value + '; Path=/'])
      if (request.url !== '/stream') { response.setHeader('content-type', 'application/json'); return response.end('{"ok":true}') }
      response.setHeader('content-type', 'text/event-stream')
      response.end(value.match(/.{1,7}/g).map((delta) => 'data: ' + JSON.stringify({ delta }) + '\\n\\n').join(''))
    })
    await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve))
    return () => server.close()
  })

  for (const [kind, agent] of Object.entries(AGENTS)) for (const form of values.forms) {
    const name = form + ' ' + kind
    test(name, async () => {
      await replayRun(async (input, context) => {
        if (form === 'known') await login(name)
        const output = await agent(values[name], name)
        if (form !== 'known') await login(name)
        if (process.env.FURTHER) await find('further')
        return output
      })
    })
  }
`
const KINDS = Array.from(TEST.matchAll(/^ {4}'([\w ,]+)': /gm), ([, kind]) => kind!)
const FORMS = ['drawn', 'guessable', 'known']
const NAMES = KINDS.flatMap((kind) => FORMS.map((form) => `${form} ${kind}`))
const values = Object.fromEntries(
  NAMES.map((name, at) => {
    const drawn = drawnValue(name, 'order', 32)
    const guessable = `plan${drawn.replace(/\D/g, '').slice(0, 2)}x${'withwords'}${at}q`
    return [name, name.startsWith('guessable') ? guessable : drawn]
  }),
)

function leaks({ root }: Project, output: string): string[] {
  const files = filesOf(root).filter(
    (path) => !/^(?:values|package)\.json$|^a\.test\.ts$|config/.test(path),
  )
  const texts = [
    ['output', output],
    ...files.map((path) => [path.replace(/[0-9a-f]{32}/, '<trace>'), contentOf(join(root, path))]),
  ] as Array<[string, string]>
  return texts.flatMap(([place, text]) =>
    NAMES.filter((name) => formsOf(values[name]!).some((form) => text.includes(form))).map(
      (name) => `${place}: ${name}`,
    ),
  )
}

test('an agent that has not changed is green, and no file holds its secret', async () => {
  const project = createProject({
    'a.test.ts': TEST,
    'values.json': JSON.stringify({ ...values, forms: FORMS }),
  })
  const env = { PORT: String(24_000 + (process.pid % 20_000)) }
  const recorded = await project.vitest([], env)
  const red = () =>
    project
      .report()
      .runs.filter(({ status }) => status !== 'passed')
      .map(({ name, divergences }) => [name, JSON.stringify(divergences[0])])
  expect([red(), leaks(project, recorded.output)]).toEqual([[], []])
  const replayed = await project.vitest([], { ...env, CI: '1' })
  expect([red(), leaks(project, replayed.output)]).toEqual([[], []])
}, 240_000)
