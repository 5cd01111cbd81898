import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { ReportContents } from '../../../src/core/report/action-codec/report-contents.ts'
import { encodeAction } from '../../../src/core/report/action-codec/write-action.ts'
import { runSignals } from '../../../src/worker/report/run-signals.ts'
import { buildAction } from '../../report/build-report.ts'
import { modelCall } from '../../core/cassette/build-cassette.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

function repeated(actions: readonly RecordedAction[]) {
  const contents = new ReportContents(hashOf)
  const reported = actions.map((performed, index) => ({
    ...buildAction({ index, type: performed.type, name: performed.name, recorded: null }),
    ...encodeAction({ recorded: null, asked: performed, performed }, contents),
  }))
  return runSignals(reported, contents, { error: null }).repeated_tools
}

const tool = (name: string, inputs: JsonValue): RecordedAction => ({
  kind: 'action',
  index: 0,
  type: 'tool',
  name,
  parent: null,
  start: 0,
  duration: 1,
  outcome: 'success',
  inputs: { json: inputs },
  outputs: { json: null },
})

test('a tool with the same inputs is repeated, whatever the order of their keys', () => {
  const text = 'x'.repeat(200)
  expect(
    repeated([
      tool('lookup', [{ id: 'A-17', text }]),
      tool('lookup', [{ id: 'A-18', text }]),
      tool('lookup', [{ text, id: 'A-17' }]),
    ]),
  ).toEqual([{ name: 'lookup', count: 2, actions: [0, 2] }])
})

test('inputs that are too large for a report are distinguished', () => {
  const page = (start: string) => [start + 'x'.repeat(1_200_000)]
  expect(repeated([tool('archive', page('a')), tool('archive', page('b'))])).toEqual([])
  expect(repeated([tool('archive', page('a')), tool('archive', page('a'))])).toEqual([
    { name: 'archive', count: 2, actions: [0, 1] },
  ])
})

test('where no tool is wrapped, what the models asked for counts', () => {
  const call = { id: 'call_1', function: { name: 'lookup', arguments: '{"id":"A-17"}' } }
  const answer = {
    choices: [{ message: { role: 'assistant', content: null, tool_calls: [call] } }],
  }
  const ask = (index: number) => modelCall(index, { model: 'gpt-4o', messages: [] }, answer)
  expect(repeated([ask(0), ask(1)])).toEqual([{ name: 'lookup', count: 2, actions: [0, 1] }])
})
