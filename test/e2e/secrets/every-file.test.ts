import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HARMLESS as GROUPS } from '../../core/redaction/harmless.ts'
import { HARMLESS_TEXTS } from '../../core/redaction/harmless-texts.ts'
import { tableSize } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { CARRIED, KEYS, MADE, VARIABLES } from './carried.ts'
import { CONFIG, TEST } from './secret-project.ts'
import { contentOf, filesOf } from './written.ts'

const HARMLESS: Record<string, unknown> = { ...GROUPS, texts: HARMLESS_TEXTS }
const EVERY = tableSize({ sample: 8, whole: 1 })
const carried = CARRIED.filter(
  ({ kind }, at) => at % EVERY === 0 || !/^(?:field|place) |\d$/.test(kind),
)
const kinds = [...carried, ...MADE]

/** Files of the project itself, which hold the secrets that the agent is given. */
const OF_THE_PROJECT = /^(?:carried|harmless|keys|package)\.json$|^a\.test\.ts$|config/

test('no file and no output contains a secret, and harmless values stay', async () => {
  const project = createProject({
    'vitest.config.ts': CONFIG,
    'a.test.ts': TEST,
    'carried.json': JSON.stringify(carried.map(({ carrier }) => carrier)),
    'harmless.json': JSON.stringify(HARMLESS),
    'keys.json': JSON.stringify(KEYS),
  })
  const port = String(41_000 + (process.pid % 20_000))
  const env = {
    ...VARIABLES,
    PORT: port,
    GITHUB_STEP_SUMMARY: join(project.root, 'out/summary.md'),
  }
  const places = new Map<string, string>()
  const keep = (phase: string, output: string) => {
    places.set(`${phase}: output`, output)
    for (const path of filesOf(project.root))
      if (!OF_THE_PROJECT.test(path))
        places.set(`${phase}: ${path}`, contentOf(join(project.root, path)))
  }
  const recorded = await project.vitest([], env)
  keep('record', recorded.output)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const cassette = project.cassettes().find((path) => path.includes('carries'))!
  const kept = project.read(cassette)
  cpSync(join(project.root, '.vitest-replay'), join(project.root, 'base'), { recursive: true })
  keep('interrupt', (await project.vitest(['-t', 'interrupted'], { ...env, BROKEN: '1' })).output)
  const changed = {
    ...env,
    CHANGED: '::set-output name=x::1 ##[error]x',
    CI: '1',
    GITHUB_ACTIONS: 'true',
  }
  keep('replay', (await project.vitest([], changed)).output)
  for (const [call, output] of await readBy(project, cassette, env)) places.set(call, output)
  keep('commands', '')

  const leaks = [...places].flatMap(([place, text]) =>
    kinds
      .filter(({ parts }) =>
        parts.some((secret) => text.includes(secret) || place.includes(secret)),
      )
      .map(({ kind }) => `${place}: ${kind}`),
  )
  const altered = Object.entries(HARMLESS).filter(([name]) => !holds(kept, name))
  console.log(
    `${kinds.length} kinds x ${places.size} places: ${leaks.length} leaks, ${altered.length} of ${Object.keys(HARMLESS).length} harmless values replaced`,
  )
  expect(leaks).toEqual([])
  expect(altered.map(([name]) => name)).toEqual([])
  expect(places.size).toBeGreaterThanOrEqual(40)
  expect([...places.values()].filter((text) => /^\s*::set-output/m.test(text))).toEqual([])
})

/** Reads the cassettes and reports by every command, in every format. */
async function readBy(
  project: Project,
  cassette: string,
  env: Record<string, string>,
): Promise<Array<[call: string, output: string]>> {
  const exports = ['csv', 'json', 'jsonl'].flatMap((format) =>
    ['runs', 'actions'].map((of) => ['report', 'export', '--format', format, '--of', of]),
  )
  const comparison = ['compare', 'base/report.json', '.vitest-replay/report.json']
  comparison.push('--html', 'out/compare.html', '--fail-on', 'regressed')
  const { traceId } = project.report().runs[0]!
  const calls = [
    ['runs'],
    ['runs', '--json'],
    ['bundle', traceId!, '--out', 'out/bundle.html'],
    ['show', traceId!, '--full'],
    ['show', traceId!, '--json'],
    ['show', traceId!, '--diagnose'],
    ['show', cassette],
    ['show', cassette, '--json'],
    ['show', cassette, '--full'],
    ['show', cassette, '--against', '.vitest-replay/report.json'],
    ['check'],
    ['check', '--json'],
    ...exports,
    ['report', 'export', '--format', 'jsonl', '--of', 'actions', '--contents'],
    ...['terminal', 'json', 'markdown'].map((format) => [...comparison, '--format', format]),
    ['history', 'add', 'base/report.json', '--release', 'one'],
    ['history', 'add', '--release', 'two'],
    ...['terminal', 'json', 'markdown'].map((format) => ['history', '--format', format]),
  ]
  const results = await project.commands(calls, env)
  const isRead = results.map(({ exitCode, output }) => exitCode !== 2 && output !== '')
  expect(calls.filter((_, at) => !isRead[at]).map((call) => call.join(' '))).toEqual([])
  return calls.map((call, at) => [call.join(' '), results[at]!.output])
}

/** Returns `true` where a cassette has an action that was called with a harmless value, unchanged. */
function holds(cassette: string, name: string): boolean {
  return cassette
    .split('\n')
    .filter(Boolean)
    .map(
      (line) =>
        JSON.parse(line) as { name?: string; inputs?: unknown; outputs?: { json?: unknown } },
    )
    .some(
      (line) =>
        line.name === 'keep' &&
        JSON.stringify((line.outputs?.json as Record<string, unknown> | undefined)?.[name]) ===
          JSON.stringify(HARMLESS[name]),
    )
}
