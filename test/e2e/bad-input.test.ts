import { beforeAll, expect, test } from 'vitest'
import { tableSize } from '../table-size.ts'
import { createProject, type Project } from './run-project.ts'

const CASSETTE = '__cassettes__/agent.test.ts/calls-a-tool.cassette.jsonl'

/** A project whose one test records a tool's call; no network is needed. */
function toolProject(
  options = '{}',
  config = '[replay()]',
  whenDone?: (remove: () => void) => void,
) {
  const files = {
    'agent.test.ts': `
      import { expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'

      const tools = { double: (value) => value * 2 }
      test('calls a tool', async () => {
        const run = await replayRun(() => tools.double(21), { actions: { tools }, ...${options} })
        expect(run.output).toBe(42)
      })
    `,
    'vitest.config.ts': `
      import { defineConfig } from 'vitest/config'
      import { replay } from 'vitest-replay/plugin'
      export default defineConfig({ plugins: ${config} })
    `,
  }
  return createProject(files, whenDone)
}

type Env = Record<string, string>

let removals: Array<() => void> = []
let recorded: Project
beforeAll(async () => {
  recorded = toolProject('{}', '[replay()]', (remove) => removals.push(remove))
  expect(await recorded.vitest()).toMatchObject({ exitCode: 0 })
  return () => removals.forEach((remove) => remove())
})

/** Files that cannot be read, in another mode each. */
const CORRUPT: Array<[string, (text: string) => string, string, Env]> = [
  [
    'garbage in a line',
    (text) => text.replace('"kind":"action"', '"kind":"act'),
    'line 2: it is not JSON',
    {},
  ],
  [
    'a wrong type',
    (text) => text.replace('"duration":', '"duration":"long","x":'),
    'line 2, field "',
    { CI: 'true' },
  ],
  [
    'a newer version',
    (text) => text.replace('"cassette":1', '"cassette":2'),
    'it was written by a newer vitest-replay (cassette version 2',
    { VITEST_REPLAY: 'new_episodes' },
  ],
]

test.each(tableSize({ sample: CORRUPT.slice(1, 2), whole: CORRUPT }))(
  'a corrupt cassette fails the test and is left as it is: %s',
  async (_name, corrupt, reason, env) => {
    const project = recorded.copy()
    const text = corrupt(project.read(CASSETTE))
    project.write(CASSETTE, text)

    const { exitCode, output } = await project.vitest([], env)
    expect(exitCode).toBe(1)
    expect(output).toContain(`[vitest-replay] Failed to read <root>/${CASSETTE}: ${reason}`)
    expect(project.read(CASSETTE)).toBe(text)
  },
)

test('a cassette that lost its end is not recorded anew unless that is said', async () => {
  const project = recorded.copy()
  const text = project.read(CASSETTE).replace(/[^\n]+\n$/, '')
  project.write(CASSETTE, text)
  const refused = await project.vitest()
  expect(refused.exitCode).toBe(1)
  expect(refused.output).toContain('it has no end')
  expect(refused.output).toContain('VITEST_REPLAY=new_episodes')
  expect(project.read(CASSETTE)).toBe(text)

  expect(await project.vitest([], { VITEST_REPLAY: 'new_episodes' })).toMatchObject({ exitCode: 0 })
  expect(project.read(CASSETTE)).toContain('"kind":"end"')
})

test('a corrupt cassette is recorded again when that is asked for, as its message says', async () => {
  const project = toolProject()
  project.write(CASSETTE, 'garbage\n')
  expect((await project.vitest()).output).toContain('VITEST_REPLAY=all')
  expect(await project.vitest([], { VITEST_REPLAY: 'all' })).toMatchObject({
    exitCode: 0,
  })
  expect(await project.vitest([], { CI: 'true' })).toMatchObject({
    exitCode: 0,
  })
})

test.each([
  [
    'replay({ thresholds: { matchRate: 2 } })',
    'the option "thresholds.matchRate" is 2. Use a number from 0 to 1',
  ],
  ["replay({ mode: 'record' })", 'the option "mode" is "record". Use one of "none", "once", '],
  [
    "replay({ compare: { output: [{ path: '$.a', withinMs: -1 }] } })",
    'the option "compare.output[0]" has withinMs -1. Set a number above 0',
  ],
  ['replay({ treshold: 1 })', 'the option "treshold" does not exist. Did you mean "thresholds"?'],
])('a wrong plugin option stops Vitest at once: %s', async (call, reason) => {
  const { exitCode, output } = await toolProject('{}', `[${call}]`).vitest()
  expect(exitCode).toBe(1)
  expect(output).toContain(
    `[vitest-replay] Failed to read the options of replay() in vitest.config: ${reason}`,
  )
})

const WRONG_OPTIONS = [
  ["{ cassete: 'x' }", 'the option "cassete" does not exist. Did you mean "cassette"?'],
  [
    '{ thresholds: { matchRate: 95 } }',
    'the option "thresholds.matchRate" is 95. Use a number from 0 to 1',
  ],
  [
    '{ thresholds: { blocked: -1 } }',
    'the option "thresholds.blocked" is -1. Use a whole number, 0 or more',
  ],
  [
    '{ budget: { extraActions: Infinity } }',
    'the option "budget.extraActions" is Infinity. Use a whole number, 0 or more',
  ],
  [
    "{ compare: { output: [{ path: '$', absolute: 1, unordered: true }] } }",
    'the option "compare.output[0]" mixes absolute and unordered. Write one rule for each',
  ],
  [
    "{ onDivergence: 'stop' }",
    'the option "onDivergence" is "stop". Use one of "continue", "fail"',
  ],
  [
    '{ thresholds: { determinsm: 90 } }',
    'the option "thresholds.determinsm" does not exist. Did you mean "thresholds.determinism"?',
  ],
] as const

test('a wrong option of replayRun fails its test', async () => {
  const project = createProject({
    'agent.test.ts': `
      import { test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      const tools = { double: (value) => value * 2 }
      ${WRONG_OPTIONS.map(
        ([options], at) =>
          `test('number ${at}', () => replayRun(() => tools.double(21), { actions: { tools }, ...${options} }))`,
      ).join('\n')}
    `,
  })
  const { exitCode, output } = await project.vitest()
  expect(exitCode).toBe(1)
  const failures = output.split(/^ FAIL {2}/m).slice(1)
  expect(failures).toHaveLength(WRONG_OPTIONS.length)
  for (const [at, [options, reason]] of WRONG_OPTIONS.entries())
    expect(failures[at], options).toContain(
      `[vitest-replay] Failed to start replayRun(): ${reason}`,
    )
  expect(project.cassettes()).toEqual([])
})

test('without the plugin, the message says how to install it', async () => {
  const { exitCode, output } = await toolProject('{}', '[]').vitest()
  expect(exitCode).toBe(1)
  expect(output).toContain('the plugin is not installed in this Vitest project')
  expect(output).toContain("import { replay } from 'vitest-replay/plugin', plugins: [replay()]")
})

test('a cassette that was changed by hand is replayed, said once, and known to check', async () => {
  const project = recorded.copy()
  project.write(CASSETTE, project.read(CASSETTE).replace('"duration":', '"duration":1'))

  const { exitCode, output } = await project.vitest()
  expect(exitCode).toBe(0)
  expect(output.split('changed since recorded')).toHaveLength(2)
  expect(output.replace(/\s+/g, ' ')).toContain(`changed since recorded: ${CASSETTE};`)
  expect(project.report().runs[0]!.receipt).toMatchObject({ editedCassette: true })

  const checked = await project.command(['check'])
  expect(checked.exitCode).toBe(0)
  expect(checked.output).toContain('warning: changed since it was recorded')

  // Recording it anew ends it, although nothing else has changed.
  expect(await project.vitest([], { VITEST_REPLAY: 'all' })).toMatchObject({
    exitCode: 0,
  })
  await project.vitest()
  expect(project.report().runs[0]!.receipt).not.toHaveProperty('editedCassette')
})
