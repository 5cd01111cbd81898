import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { guarded } from '../../storage/guarded.ts'
import { readArguments, UsageError, type Command } from './command.ts'
import { hasProjects } from './has-projects.ts'

const FlagsSchema = z.strictObject({})

const CONFIG = `import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'

export default defineConfig({
  plugins: [replay()],
})
`

const FIRST_TEST = `import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'

// Your agent goes here: any function (input, context) => output. This one asks a public API.
async function agent({ city }: { city: string }) {
  const found = await fetch(\`https://geocoding-api.open-meteo.com/v1/search?name=\${city}&count=1\`)
  const { results } = (await found.json()) as { results: Array<{ country: string }> }
  return results[0]?.country
}

test('knows where Lisbon is', async () => {
  const run = await replayRun(agent, { input: { city: 'Lisbon' } })
  expect(run.output).toBe('Portugal')
})
`

/** Lines that a file has to have, each with the patterns by which it counts as there already. */
const LINES: Record<string, ReadonlyArray<readonly [line: string, present: RegExp]>> = {
  '.gitignore': [
    ['.vitest-replay/*', /^\/?\.vitest-replay(?:\/\*?)?$/m],
    ['!.vitest-replay/history.jsonl', /^!?\/?\.vitest-replay(?:\/|\/history\.jsonl)?$/m],
  ],
  '.gitattributes': [
    ['*.cassette.jsonl diff=cassette linguist-generated', /^\*\.cassette\.jsonl\s/m],
  ],
}

const CONFIGS = ['vitest.config', 'vite.config'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `${name}.${extension}`),
)
const TEST = 'agent.test.ts'

/** Sets a project up: what is there already is left as it is. */
export const init: Command = {
  summary: 'set a project up: configuration, .gitignore, .gitattributes and a first test',
  help: `Usage: vitest-replay init

Writes what a project needs into the present folder, and asks nothing. Files that are there are not
overwritten: of a configuration it says what to add; .gitignore and .gitattributes get the lines that
they have not.

  vitest.config.ts   with the plugin, unless there is a configuration of Vitest or Vite
  .gitignore         keeps reports and the store of runs out of git, and the history in
  .gitattributes     readable diffs of cassettes
  agent.test.ts      a first test, unless there is a file of this name

At the root of a workspace, whose projects have folders of their own, it writes what git needs, and says where to
run it. Then run the test twice: npx vitest run

Exit codes: 0 fine, 2 wrong usage, or a file that cannot be written.
`,
  flags: [FlagsSchema],
  run(args) {
    const { positionals } = readArguments(args, FlagsSchema)
    if (positionals.length > 0) throw new UsageError('it takes no arguments: change to the folder')
    for (const line of setUp(process.cwd())) process.stdout.write(`${line}\n`)
    return 0
  },
}

/** Sets a folder up, and returns what was done, a line for each file. */
export function setUp(folder: string): string[] {
  const write = (name: string, text: string) =>
    guarded(`Failed to write ${join(folder, name)}`, () => writeFileSync(join(folder, name), text))
  const said: string[] = []
  const config = CONFIGS.find((name) => existsSync(join(folder, name)))
  const configText = config === undefined ? '' : readFileSync(join(folder, config), 'utf8')
  // A plugin of the root does not reach them all, and its folder's own tests belong to none of them.
  const isWorkspace = hasProjects(folder, configText)
  if (isWorkspace) {
    said.push(`${config ?? 'vitest.workspace'}: has projects, and is left as it is`)
  } else if (config === undefined) {
    write('vitest.config.ts', CONFIG)
    said.push('vitest.config.ts: written')
  } else if (/vitest-replay\/plugin/.test(configText)) {
    said.push(`${config}: has the plugin`)
  } else {
    said.push(
      `${config}: is left as it is; add to it`,
      "  import { replay } from 'vitest-replay/plugin'",
      '  plugins: [replay()]',
    )
  }
  for (const [name, wanted] of Object.entries(LINES)) {
    const path = join(folder, name)
    const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const missing = wanted.filter(([, present]) => !present.test(before)).map(([line]) => line)
    if (missing.length > 0) {
      const separator = before === '' || before.endsWith('\n') ? '' : '\n'
      write(name, `${before}${separator}${missing.join('\n')}\n`)
    }
    said.push(`${name}: ${missing.length === 0 ? 'has its lines' : `added ${missing.join(', ')}`}`)
  }
  if (isWorkspace) {
    said.push('', 'Run it in the folder of each project: npx vitest-replay init')
    return said
  }
  if (existsSync(join(folder, TEST))) said.push(`${TEST}: is left as it is`)
  else {
    write(TEST, FIRST_TEST)
    said.push(`${TEST}: written`)
  }
  said.push(
    '',
    'Run the test twice: npx vitest run',
    'Then look at the set-up: npx vitest-replay doctor',
  )
  return said
}
