import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawnValue } from '../../core/redaction/credential-forms.ts'
import { createProject } from '../run-project.ts'
import { contentOf, filesOf, formsOf } from './written.ts'

const CONFIG = `
  import { defineConfig } from 'vitest/config'
  import { replay } from 'vitest-replay/plugin'
  export default defineConfig({ plugins: [replay()], test: {
    reporters: ['default', 'junit', 'json', 'blob', 'github-actions'],
    outputFile: { junit: 'out/junit.xml', json: 'out/report.json', blob: 'out/blob.json' },
  } })
`

/** Agents that, changed, use a secret that their recording holds nowhere. */
const TEST = `
  import { spawn } from 'node:child_process'
  import dns from 'node:dns/promises'
  import net from 'node:net'
  import { readFileSync } from 'node:fs'
  import { test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'

  const values = JSON.parse(readFileSync('values.json', 'utf8'))
  const changed = process.env.CHANGED
  const url = 'http://127.0.0.1:9'
  const find = action('find', async (_value) => 'ok')
  const post = (body, headers = {}, path = '/chat') => fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers }).then((one) => one.text(), () => '')
  const ended = (emitter) => new Promise((resolve) => emitter.on('error', resolve).on('close', resolve))
  const hostOf = (value) => value.toLowerCase() + '.example.invalid'

  const AGENTS = {
    'user-agent': (value) => post({ a: 1 }, { 'user-agent': 'agent ' + value }),
    'custom header': (value) => post({ a: 1 }, { 'x-order': value }),
    'compared header': (value) => post({ a: 1 }, { 'anthropic-beta': 'x-' + value }),
    prompt: (value) => post({ messages: [{ role: 'user', content: 'use ' + value + ' now' }] }),
    model: (value) => post({ model: 'm-' + value, messages: [{ role: 'user', content: 'x' }] }, {}, '/v1/chat/completions'),
    'field name': (value) => post({ ['of ' + value]: 1 }),
    path: (value) => post({}, {}, '/' + encodeURIComponent(value) + '/lines'),
    query: (value) => post({}, {}, '/lines?o=' + encodeURIComponent(value)),
    host: (value) => fetch('http://' + hostOf(value) + '/x').catch(() => {}),
    argument: (value) => find({ order: value }),
    'tool name': (value) => action('call ' + value, async () => 1)(),
    'step name': (value, { step }) => step('do ' + value, async () => 1),
    'argument of a process': (value) => ended(spawn(process.execPath, ['-e', '1', value])),
    'program of a process': (value) => ended(spawn('./bin-' + value, ['x'])),
    'folder of a process': (value) => ended(spawn(process.execPath, ['-e', '1'], { cwd: '/tmp/none-' + value })),
    socket: (value) => ended(net.connect({ host: hostOf(value), port: 9 })),
    'path of a socket': (value) => ended(net.connect({ path: '/tmp/' + value + '.sock' })),
    lookup: (value) => dns.resolve(hostOf(value)).catch(() => {}),
    refused: (value) => post({ a: value }, {}, '/refused?o=' + encodeURIComponent(value)),
    thrown: async (value) => { throw new Error('cannot read ' + value) },
    returned: async (value) => ({ order: value }),
  }

  for (const [kind, agent] of Object.entries(AGENTS)) for (const form of values.kinds) {
    const name = form + ': ' + kind
    test(name, () => replayRun((_, context) => changed ? agent(values[name], context) : find('first'), { policy: { 'http POST */refused*': changed ? 'refuse' : 'serve' } }))
    if (changed && /^(?:host|path|query)$/.test(kind)) test('outside: ' + name, () => agent(values[name]))
  }
`
const KINDS = ['form', 'environment']
const AGENTS = Array.from(
  TEST.matchAll(/^ {4}(?:'([\w -]+)'|(\w+)): (?:async )?\(/gm),
  ([, a, b]) => a ?? b!,
)
const NAMES = AGENTS.flatMap((agent) => KINDS.map((kind) => `${kind}: ${agent}`))
const VALUES = Object.fromEntries(
  NAMES.map((name) => [
    name,
    (name.startsWith('form') ? 'sk-ant-api03-' : '') + drawnValue(name, 'new', 40),
  ]),
)

test('a secret that a recording holds nowhere is shown by no failing replay', async () => {
  const project = createProject({
    'vitest.config.ts': CONFIG,
    'a.test.ts': TEST,
    'values.json': JSON.stringify({ ...VALUES, kinds: KINDS }),
  })
  const env: Record<string, string> = { GITHUB_STEP_SUMMARY: join(project.root, 'out/summary.md') }
  for (const [at, name] of NAMES.entries())
    if (name.startsWith('environment')) env[`MY_${at}_API_TOKEN`] = VALUES[name]!
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], {
    ...env,
    CI: '1',
    GITHUB_ACTIONS: 'true',
    CHANGED: '1',
  })
  expect(replayed.exitCode).toBe(1)
  const texts = [
    ['output', replayed.output] as const,
    ...filesOf(project.root)
      .filter((path) => !/^(?:values|package)\.json$|^a\.test\.ts$|config/.test(path))
      .map(
        (path) =>
          [path.replace(/[0-9a-f]{32}/, '<trace>'), contentOf(join(project.root, path))] as const,
      ),
  ]
  const leaks = texts.flatMap(([place, text]) =>
    NAMES.filter((name) =>
      [...formsOf(VALUES[name]!), VALUES[name]!.toLowerCase()].some((form) => text.includes(form)),
    ).map((name) => `${place}: ${name}`),
  )
  expect(leaks).toEqual([])
}, 240_000)
