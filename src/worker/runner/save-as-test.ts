import { dirname, join, relative, resolve, sep } from 'node:path'
import { cassettePath, shortHash, slugOf } from '../../core/cassette/cassette-path.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { serializeCassette } from '../../core/cassette/serialize.ts'
import { ReplayError } from '../../core/errors.ts'
import { readCassette } from '../../storage/read-cassette.ts'
import { writeSavedTest } from '../../storage/saved-test.ts'
import { sharedState } from '../context/test-context.ts'
import type { ReplayRun } from '../report/run-types.ts'
import type { SavedTest } from './runner-types.ts'

/** Writes a test that runs an agent as it was run, and its cassette. */
export function saveAsTest(run: ReplayRun<unknown>, saved: SavedTest): string {
  const root = sharedState.file!.options.packageRoot
  const file = resolve(root, saved.file)
  const attempted = `Failed to make a test of "${run.name}"`
  const name = saved.name ?? run.name
  const recorded = (readCassette(run.cassette) as { cassette: Cassette }).cassette
  const cassette = join(dirname(file), cassettePath(file, name))
  const runId = `${slugOf(name).slice(0, 40)}-${shortHash(relative(root, cassette))}`
  const { input } = recorded.header
  if (input?.meta !== undefined)
    throw new ReplayError('TEST_UNWRITABLE', {
      attempted,
      reason: 'its input is more than JSON, and cannot be written into code',
      remedy: 'Write the test by hand, with the option "inputFrom"',
    })
  const header = { ...recorded.header, name, runId }
  const needed = Object.keys(header.resources)
  if (needed.length > 0 && saved.exports?.resources === undefined)
    throw new ReplayError('TEST_UNWRITABLE', {
      attempted,
      reason: `it was handed resources (${needed.join(', ')}), and no export is named that has them`,
      remedy: 'Name it: exports: { resources: "resources" }',
    })
  const text = testText(saved, { file, root, name, input: input?.json })
  const written = serializeCassette({ ...recorded, header })
  writeSavedTest({ file, text }, { file: cassette, text: written }, attempted)
  return cassette
}

function testText(
  { module, exports = {} }: SavedTest,
  run: { file: string; root: string; name: string; input: unknown },
): string {
  const path = relative(dirname(run.file), resolve(run.root, module)).split(sep).join('/')
  const from = JSON.stringify(path.startsWith('.') ? path : `./${path}`)
  const { agent = 'default', actions, resources } = exports
  const names = [
    ...(agent === 'default' ? [] : [agent === 'agent' ? agent : `${agent} as agent`]),
    ...(actions === undefined ? [] : [actions === 'actions' ? actions : `${actions} as actions`]),
    ...(resources === undefined
      ? []
      : [resources === 'resources' ? resources : `${resources} as resources`]),
  ]
  const imported = [
    ...(agent === 'default' ? ['agent'] : []),
    ...(names.length > 0 ? [`{ ${names.join(', ')} }`] : []),
  ].join(', ')
  const options = [
    ...(run.input === undefined ? [] : [`input: ${JSON.stringify(run.input)}`]),
    ...(actions === undefined ? [] : ['actions']),
    ...(resources === undefined ? [] : ['resources']),
  ]
  const argument =
    options.length === 0 ? '' : `, {\n${options.map((each) => `    ${each},\n`).join('')}  }`
  return `import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import ${imported} from ${from}

test(${JSON.stringify(run.name)}, async () => {
  await replayRun(agent${argument})
})
`
}
