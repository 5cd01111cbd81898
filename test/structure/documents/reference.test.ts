import { format, resolveConfig } from 'prettier'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PluginOptionsSchema } from '../../../src/core/options/plugin-options.ts'
import { RunOptionsSchema } from '../../../src/core/options/run-options.ts'
import { FAILURE_CLASSES } from '../../../src/core/analysis/failure/classes.ts'
import { CATALOGUE } from '../../../src/core/words/diagnosis/catalogue.ts'
import { COMMANDS, HELP } from '../../../src/node/cli/commands.ts'
import { repository, sourceFiles } from '../source-files.ts'
import { renderAssertions, renderExports } from './describe-exports.ts'
import { renderOptions } from './describe-options.ts'
import { renderPolicy } from './describe-policy.ts'
import { ERROR_CODES } from './error-codes.ts'

const GENERATED = '<!-- Generated: `npm run docs` writes this file. -->'

const PAGES = {
  'options.md': renderOptionsPage,
  'api.md': renderApiPage,
  'commands.md': renderCommandsPage,
  'errors.md': renderErrorsPage,
  'failures.md': renderFailuresPage,
}

test.each(Object.entries(PAGES))('%s is what the sources say', async (name, render) => {
  const path = join(repository, '.github/docs', name)
  const config = await resolveConfig(path, {
    config: join(repository, '.config/prettier.json'),
  })
  const text = await format(`${GENERATED}\n\n${render()}\n`, { ...config, parser: 'markdown' })
  await expect(text).toMatchFileSnapshot(path)
})

test('every error code of the sources has its paragraph, and no other', () => {
  expect(Object.keys(ERROR_CODES).sort()).toEqual(codesOfSources())
})

function codesOfSources(): string[] {
  const codes = sourceFiles().flatMap(({ path, text }) =>
    path === 'core/errors.ts'
      ? []
      : [...text.matchAll(/(?:new ReplayError|\bsuper)\(\s*([^{(]*?)[,(]/g)].flatMap(([, code]) =>
          [...code!.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, name]) => name!),
        ),
  )
  return [...new Set(codes)].sort()
}

function renderOptionsPage(): string {
  return `# Options

## Options of replayRun

\`replayRun(agent, options)\`. \`replayProcess(command, options)\` takes the same ones but for \`actions\`, and \`cwd\`, \`env\` and
\`artefacts\`: see [processes](processes.md).

${renderOptions(RunOptionsSchema)}

## Options of the plugin

\`replay(options)\` of \`vitest-replay/plugin\`. An option that a call has too is the default of every call.

${renderOptions(PluginOptionsSchema)}

## The policy

\`policy\` says what becomes of what an agent does: \`{ 'tool refund': 'execute', 'tcp db:5432': 'pass' }\`. A key is a kind, a space
and a name, in which \`*\` stands for anything. The rule with most literal characters decides; of two that are as long, the later one,
and a rule of the call over one of the plugin. \`passthrough\` is read as rules with the effect \`pass\`, \`live\` as rules with the
effect \`execute\`. An effect that a kind does not have is refused before anything runs.

${renderPolicy()}`
}

function renderApiPage(): string {
  const entries = [
    ['vitest-replay', 'index.ts'],
    ['vitest-replay/plugin', 'plugin.ts'],
    ['vitest-replay/report', 'report.ts'],
    ['vitest-replay/cassette', 'cassette.ts'],
    ['vitest-replay/msw', 'msw.ts'],
  ] as const
  return `# Functions and assertions

## Assertions

Methods of \`expect(run)\`, where \`run\` is what \`replayRun\` returns.

${renderAssertions()}

## Functions

${entries.map(([name, file]) => `### ${name}\n\n${renderExports(file)}`).join('\n\n')}`
}

function renderCommandsPage(): string {
  return `# Commands

\`\`\`
${HELP.trimEnd()}
\`\`\`

${Object.entries(COMMANDS)
  .map(([name, { help }]) => `## ${name}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\``)
  .join('\n\n')}`
}

function renderErrorsPage(): string {
  return `# Error codes

Errors of vitest-replay are instances of \`ReplayError\`, with a \`code\` and, where a file is concerned, a \`location\`. A run that does not
meet its thresholds throws a \`ReplayAssertionError\`, whose message is the diagnosis: see [debugging](debugging.md).

${Object.entries(ERROR_CODES)
  .map(([code, { meaning, remedy }]) => `## ${code}\n\n${meaning}\n\n**What to do:** ${remedy}`)
  .join('\n\n')}`
}

function renderFailuresPage(): string {
  const paragraphs = Object.entries(FAILURE_CLASSES).map(([name, layer]) => {
    const { statement, remedy, prevention } = CATALOGUE[name as keyof typeof CATALOGUE]
    const belongs = layer === null ? '' : ` It belongs to the layer ${layer}.`
    const title = sentence(statement.replace(/:? ?\{subject\}/, ''))
    return `## ${name}\n\n${title}${belongs}\n\n**What to do:** ${sentence(remedy)}\n\n**What prevents it:** ${sentence(prevention)}`
  })
  return `# Failures of agents

The classes that the diagnosis of a failed run names, for all providers and frameworks: see [debugging](debugging.md). A diagnosis
links to the page of the provider, the library or the platform whose error it is, and to a paragraph of this page where there is none.
Causes of your own come first: \`replay({ diagnose: [{ match, cause, remedy }] })\`.

${paragraphs.join('\n\n')}`
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}
