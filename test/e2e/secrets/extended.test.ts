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

/** Agents that do more when they are extended, and name secrets then. */
const TEST = `
  import { readFileSync } from 'node:fs'
  import { test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'

  const values = JSON.parse(readFileSync('values.json', 'utf8'))
  const valueOf = (name) => (process.env.CHANGED ? values.changed : values)[name]
  const isExtended = process.env.EXTENDED === '1'
  const find = action('find', async (_value) => 'ok')
  const look = (value) => find({ text: 'Look at ' + value + ', please.' })
  const login = action('login', async (name) => ({ access_token: values[name] }))
  const renew = action('renew', async (name) => ({ access_token: values[name] }))

  const AGENTS = {
    'new, then named': async (value) => {
      await find(1)
      if (!isExtended) return
      await look(value('new'))
      await login('new')
    },
    'recorded, then named': async (value) => {
      await look(value('recorded'))
      if (isExtended) await login('recorded')
    },
    'late before, and more': async (value) => {
      await look(value('late'))
      await login('late')
      if (!isExtended) return
      await look(value('more'))
      await renew('more')
    },
    'known before, and more': async (value) => {
      await find({ api_key: value('known') })
      if (isExtended) await find({ api_key: value('other') })
      await find({ api_key: value('known') })
    },
    'given, and passed on later': async (value) => {
      const { access_token: given } = await login('given')
      if (!isExtended) return given
      await find({ access_token: given })
      await find({ access_token: value('own') })
      return given
    },
    'guessable': async (value) => {
      await find({ password: value('guessable') })
      if (isExtended) await find({ password: value('second') })
    },
  }
  for (const [name, agent] of Object.entries(AGENTS))
    test(name, async () => {
      await replayRun(async () => {
        const out = await agent(valueOf)
        if (process.env.BROKEN) throw new Error('on purpose')
        return out
      })
    })
`

const NAMES = ['new', 'recorded', 'late', 'more', 'known', 'other', 'given', 'own']
const drawn = (what: string) => ({
  ...Object.fromEntries(NAMES.map((name) => [name, drawnValue(name, what, 32)])),
  guessable: `${what.slice(0, 3)}tiger12`,
  second: `${what.slice(0, 3)}lion345`,
})
const VALUES = drawn('order')
const CHANGED = drawn('other')

function leaks({ root }: Project): string[] {
  return filesOf(root).flatMap((path) => {
    if (/^(?:values|package)\.json$|^a\.test\.ts$|config/.test(path)) return []
    const text = contentOf(join(root, path))
    return Object.entries(VALUES)
      .filter(([, value]) => text.includes(value))
      .map(([name]) => `${path.replace(/[0-9a-f]{32}/, '<trace>')}: ${name}`)
  })
}

function openProject(): Project {
  return createProject({
    'vitest.config.ts': CONFIG,
    'a.test.ts': TEST,
    'values.json': JSON.stringify({ ...VALUES, changed: CHANGED }),
  })
}

const EXTEND = { EXTENDED: '1', VITEST_REPLAY: 'new_episodes' }

/** Replays the extended agents unchanged, and returns what is seen of other secrets. */
async function seenOfOthers(project: Project) {
  expect(leaks(project).filter((leak) => leak.includes('__cassettes__'))).toEqual([])
  const again = { EXTENDED: '1', CI: '1' }
  const replayed = await project.vitest([], again)
  const rates = project.report().runs.map(({ name, matchRate }) => ({ name, matchRate }))
  expect(rates, replayed.output).toEqual(rates.map(({ name }) => ({ name, matchRate: 1 })))
  expect(replayed.exitCode, replayed.output).toBe(0)

  await project.vitest([], { ...again, CHANGED: '1' })
  const { runs } = project.report()
  return Object.fromEntries(
    runs.map(({ name, divergences, receipt }) => [
      name,
      divergences.length > 0 ? 'diverged' : receipt?.redacted?.length ? 'named' : 'silent',
    ]),
  )
}

test('a recording that is extended lists its secrets, and those that it named late', async () => {
  const project = openProject()
  const recorded = await project.vitest([])
  expect(recorded.exitCode, recorded.output).toBe(0)
  const extended = await project.vitest([], EXTEND)
  expect(extended.exitCode, extended.output).toBe(0)
  expect(extended.output).not.toContain('not verified')
  const seen = await seenOfOthers(project)
  expect(seen).toEqual({
    ...Object.fromEntries(Object.keys(seen).map((name) => [name, 'diverged'])),
    guessable: 'named',
  })

  const files = () => project.cassettes().map((path) => project.read(path))
  const before = files()
  await project.vitest([], EXTEND)
  expect(files()).toEqual(before)
})

test('one that was interrupted and resumed names what it cannot compare', async () => {
  const project = openProject()
  const broken = await project.vitest([], { BROKEN: '1' })
  expect(broken.exitCode).toBe(1)
  const resumed = await project.vitest([], EXTEND)
  expect(resumed.exitCode, resumed.output).toBe(0)
  expect(Object.values(await seenOfOthers(project))).not.toContain('silent')
})
