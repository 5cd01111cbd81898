import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CREDENTIAL_NAMES, drawnValue, FORMS } from '../../core/redaction/credential-forms.ts'
import { FAKE_SECRETS } from '../../core/redaction/fake-secrets.ts'
import { HARMLESS } from '../../core/redaction/harmless.ts'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

/** A secret of some kind, and the text or value that carries it. */
interface Carried {
  kind: string
  /** A part of the secret that is found wherever it leaks: one line of it. */
  secret: string
  carrier: unknown
}

const EVERY = tableSize({ sample: 8, whole: 1 })
const forms = Object.keys(FORMS).filter((form) => form !== 'map')

const shapes: Carried[] = FAKE_SECRETS.map(([kind, secret], at) => ({
  kind: `${kind} ${at}`,
  secret: secret.split(/\n|\\n/).find((line) => !line.startsWith('-----'))!,
  carrier: `The key is ${secret}.`,
}))
const fields: Carried[] = CREDENTIAL_NAMES.map((name, at) => {
  const secret = drawnValue(name, 'file')
  return {
    kind: `field ${name}`,
    secret,
    carrier: FORMS[forms[at % forms.length]!]!([[name, secret]]),
  }
})
const carried = [...shapes, ...fields].filter((_, at) => at % EVERY === 0)

const OWN = 'hunter2-of-the-machine'
const CONFIG = `
import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'
export default defineConfig({ plugins: [replay()], test: {
  testTimeout: 60_000,
  reporters: ['default', 'junit', 'json', 'blob', 'github-actions'],
  outputFile: { junit: 'out/junit.xml', json: 'out/report.json', blob: 'out/blob.json' },
} })
`

const TEST = `
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const carried = JSON.parse(readFileSync('carried.json', 'utf8'))
const harmless = JSON.parse(readFileSync('harmless.json', 'utf8'))
const changed = process.env.CHANGED ?? ''
const use = action('use', (value) => value)
const fail = action('fail', (value) => { throw Object.assign(new Error('failed with ' + JSON.stringify(value)), { value }) })
const keep = action('keep', (value) => value)

test('carries every kind', async () => {
  await replayRun(async (input, context) => {
    for (const value of carried) {
      use({ value, changed })
      try { fail(value) } catch {}
    }
    await context.step('own', async () => process.env.OWN_PASSWORD)
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
    if (changed) throw Object.assign(new Error(JSON.stringify(carried)), { carried })
  })
})

test.runIf(process.env.BROKEN)('is interrupted', async () => {
  await replayRun(async () => { use(carried); await new Promise(() => {}) })
}, 1500)
`

test('no file and no output contains a secret, and harmless values stay', async () => {
  const project = createProject({
    'vitest.config.ts': CONFIG,
    'a.test.ts': TEST,
    'carried.json': JSON.stringify(carried.map(({ carrier }) => carrier)),
    'harmless.json': JSON.stringify(HARMLESS),
  })
  const env = { OWN_PASSWORD: OWN, GITHUB_STEP_SUMMARY: join(project.root, 'out/summary.md') }
  const places = new Map<string, string>()
  const keep = (phase: string, output: string) => {
    places.set(`${phase}: output`, output)
    for (const path of filesOf(project.root)) {
      if (!/carried|harmless|a\.test\.ts|config/.test(path))
        places.set(`${phase}: ${path}`, readFileSync(join(project.root, path), 'latin1'))
    }
  }
  const recorded = await project.vitest([], env)
  keep('record', recorded.output)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const cassette = project.cassettes().find((path) => path.includes('carries'))!
  const kept = project.read(cassette)
  keep('interrupt', (await project.vitest(['-t', 'interrupted'], { ...env, BROKEN: '1' })).output)
  const changed = {
    ...env,
    CHANGED: '::set-output name=x::1 ##[error]x',
    CI: '1',
    GITHUB_ACTIONS: 'true',
  }
  keep('replay', (await project.vitest([], changed)).output)
  for (const command of [
    ['show', cassette],
    ['show', cassette, '--against', 'out/report.json'],
    ['check'],
    ['report'],
  ])
    keep(command[0]!, (await project.command(command, env)).output)

  const leaks = [...places].flatMap(([place, text]) =>
    [...carried, { kind: 'variable', secret: OWN }]
      .filter(({ secret }) => text.includes(secret))
      .map(({ kind }) => `${place}: ${kind}`),
  )
  const altered = Object.entries(HARMLESS).filter(([name]) => !holds(kept, name))
  console.log(
    `${carried.length + 1} kinds x ${places.size} places: ${leaks.length} leaks, ${altered.length} over-redactions`,
  )
  expect(places.size).toBeGreaterThanOrEqual(40)
  expect(leaks).toEqual([])
  expect(altered.map(([name]) => name)).toEqual([])
  expect([...places.values()].filter((text) => /^\s*::set-output/m.test(text))).toEqual([])
})

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

function filesOf(root: string, under = ''): string[] {
  return readdirSync(join(root, under)).flatMap((name) => {
    const path = join(under, name)
    if (name === 'node_modules') return []
    return statSync(join(root, path)).isDirectory() ? filesOf(root, path) : [path]
  })
}
