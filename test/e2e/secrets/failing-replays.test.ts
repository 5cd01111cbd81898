import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawnValue } from '../../core/redaction/credential-forms.ts'
import { createProject } from '../run-project.ts'
import { contentOf, filesOf, formsOf } from './written.ts'

const CONFIG = `
  import { defineConfig } from 'vitest/config'
  import { replay } from 'vitest-replay/plugin'
  export default defineConfig({ plugins: [replay({ onEvent: process.env.LISTENS ? () => {} : undefined })], test: {
    reporters: ['default', 'junit', 'json', 'blob', 'github-actions'],
    outputFile: { junit: 'out/junit.xml', json: 'out/report.json', blob: 'out/blob.json' },
  } })
`

/** Agents that use a value before an answer names it, and others, in a changed release, that never come to that answer. */
const TEST = `
  import { readFileSync } from 'node:fs'
  import { beforeAll, expect, test } from 'vitest'
  import http from 'node:http'
  import { action, replayRun } from 'vitest-replay'

  const values = JSON.parse(readFileSync('values.json', 'utf8'))
  const changed = process.env.CHANGED ?? ''
  const url = 'http://127.0.0.1:' + process.env.PORT
  const find = action('find', async (_value) => 'ok')
  const make = action('make', async (value) => ({ made: 'of ' + value }), { replay: 'execute' })
  const login = action('login', async (kind) => ({ api_key: values[kind] }))
  const post = async (path, body) => (await fetch(url + path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' } })).json()
  const ask = (text) => post('/chat', { messages: [{ role: 'user', content: text }] })

  const AGENTS = {
    'words beside it': (value) => ask(changed ? 'Please look closely at ' + value + ' once more' : 'Look at ' + value + ', please.'),
    'words before it': (value) => ask(changed ? 'See ' + value + ', please.' : 'Look at ' + value + ', please.'),
    'another field': (value) => post('/chat', changed ? { other: { deep: value }, more: 1 } : { order: value }),
    'another text': (value) => post('/chat', changed ? 'now it is: ' + value : 'the order is ' + value),
    'another path': async (value) => (await fetch(url + (changed ? '/items/' : '/orders/') + encodeURIComponent(value) + (changed ? '' : '/lines'))).text(),
    'another query': async (value) => (await fetch(url + '/orders?' + (changed ? 'x=1&o=' : 'order=') + encodeURIComponent(value))).text(),
    'a further call': async (value) => { if (changed) await post('/further', { first: value }); await ask('Look at ' + value) },
    'another argument': (value) => find(changed ? { of: value, n: 2 } : value),
    'base64': (value) => find(Buffer.from((changed ? '{"id":9,"o":"' : '{"order":"') + value + '","lines":[1,2,3]}').toString('base64')),
    'another output': async (value) => (await make(changed ? 'other ' + value + ' things' : value)).made,
    'thrown': async (value) => { if (changed) throw new Error('cannot read order ' + value + '!'); await ask('Look at ' + value) },
    'returned': async (value) => { if (changed) return { early: 'with ' + value }; await ask('Look at ' + value) },
    'asserted': async (value) => { if (changed) expect({ order: value, n: 1 }).toEqual({ order: 'x', n: 2 }); await ask('Look at ' + value) },
    'printed': async (value) => { if (changed) console.log('order is ' + value); await ask(changed ? 'See now ' + value + ' there' : 'Look at ' + value) },
    'noted': async (value, { note }) => { note('of ' + value); await ask(changed ? 'See now ' + value + ' there' : 'Look at ' + value) },
    'stepped': async (value, { step }) => step('reads', async () => { await ask(changed ? 'See now ' + value + ' there' : 'Look at ' + value); return 'done with ' + value }),
    'a step': async (value, { step }) => { await step('reads ' + (changed ? 'x ' : '') + value, async () => 1) },
    'a form': async (value) => { await (await fetch(url + '/form', { method: 'POST', body: new URLSearchParams({ order: (changed ? 'now ' : 'it is ') + value }) })).text() },
    'scored': async (value, { score }) => { score('order ' + value, 1); await ask(changed ? 'See now ' + value + ' there' : 'Look at ' + value) },
    'annotated': async (value, _, __, { annotate }) => { await annotate('order ' + value); await ask(changed ? 'See now ' + value + ' there' : 'Look at ' + value) },
    'an input': async (_, __, input) => ask(changed ? 'See ' + input.order + ' there' : 'Look at ' + input.order),
  }

  beforeAll(async () => {
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => { response.setHeader('content-type', 'application/json'); response.end('{"ok":true}') })
    })
    await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve))
    return () => server.close()
  })

  for (const [kind, agent] of Object.entries(AGENTS)) for (const form of values.forms) {
    const name = form + ' ' + kind
    // Of a guessable secret a name says nothing.
    if (name === 'guessable a step') continue
    test(name, async (test) => {
      const value = changed === 'value' ? values.others[name] : values[name]
      await replayRun(async (input, context) => {
        const output = await agent(value, context, input, test)
        if (changed) throw new Error('stopped')
        await login(name)
        return output
      }, kind === 'an input' ? { input: { order: value } } : {})
    })
  }
`
const KINDS = Array.from(TEST.matchAll(/^ {4}(?:'([\w ]+)'): (?:async )?\(/gm), ([, kind]) => kind!)
const FORMS = ['drawn', 'guessable']
const NAMES = KINDS.flatMap((kind) => FORMS.map((form) => `${form} ${kind}`))
const valueOf = (name: string, what: string) => {
  const drawn = drawnValue(name, what, 32)
  return name.startsWith('drawn')
    ? drawn
    : `plan${drawn.replace(/\D/g, '').slice(0, 2)}x${'withwords'}${KINDS.indexOf(name.slice(10))}q`
}
const all = (what: string) => Object.fromEntries(NAMES.map((name) => [name, valueOf(name, what)]))

test('a replay that fails before an answer names a secret shows it nowhere', async () => {
  const [values, others] = [all('order'), all('other')]
  const project = createProject({
    'vitest.config.ts': CONFIG,
    'a.test.ts': TEST,
    'values.json': JSON.stringify({ ...values, others, forms: FORMS }),
  })
  const env = {
    PORT: String(23_000 + (process.pid % 20_000)),
    GITHUB_STEP_SUMMARY: join(project.root, 'out/summary.md'),
  }
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)

  const leaks = (output: string, held: Record<string, string>) => {
    const texts = [
      ['output', output] as const,
      ...filesOf(project.root)
        .filter((path) => !/^(?:values|package)\.json$|^a\.test\.ts$|config/.test(path))
        .map(
          (path) =>
            [path.replace(/[0-9a-f]{32}/, '<trace>'), contentOf(join(project.root, path))] as const,
        ),
    ]
    return texts.flatMap(([place, text]) =>
      NAMES.filter((name) => formsOf(held[name]!).some((form) => text.includes(form))).map(
        (name) => `${place}: ${name}`,
      ),
    )
  }
  // Vitest prints an annotation as it is made.
  const isPrintedAtOnce = (leak: string) => /^output: \w+ annotated$/.test(leak)
  expect(leaks(recorded.output, values).filter((leak) => !isPrintedAtOnce(leak))).toEqual([])
  const ci = { ...env, CI: '1', GITHUB_ACTIONS: 'true', LISTENS: '1' }
  for (const [changed, held] of [
    ['text', values],
    ['value', others],
  ] as const) {
    const replayed = await project.vitest([], { ...ci, CHANGED: changed })
    const { runs } = project.report()
    expect(runs.filter(({ status }) => status !== 'failed').map(({ name }) => name)).toEqual([])
    // A text is printed before it is compared with anything: a hash alone tells a secret in it.
    const isPrinted = changed === 'text' ? /: guessable printed$/ : / printed$/
    expect(
      leaks(replayed.output, held).filter(
        (leak) => !isPrinted.test(leak) && !isPrintedAtOnce(leak),
      ),
    ).toEqual([])
  }
}, 240_000)
