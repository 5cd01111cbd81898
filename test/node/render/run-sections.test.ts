import { expect, test } from 'vitest'
import { createUnpacker } from '../../../src/core/report/contents/unpack-contents.ts'
import {
  conversationLines,
  errorLines,
  processLines,
  timelineLines,
} from '../../../src/node/render/run/run-sections.ts'
import { buildAction, buildRun } from '../../report/build-report.ts'

const unpack = createUnpacker({})

test('of a process that failed the last lines on standard error are shown', () => {
  const written = Array.from({ length: 25 }, (_, at) => `line ${at}`)
  const process = (index: number, exitCode: number, stderr: string) =>
    buildAction({
      index,
      type: 'process',
      name: 'git',
      status: null,
      inputs: { command: ['git', 'diff'] },
      outputs: { stdout: '', stderr, exitCode, signal: null },
    })
  const run = buildRun({
    actions: [process(0, 0, ''), process(1, 128, `${written.join('\n')}\n`), process(2, 1, '')],
  })
  const lines = processLines(run, unpack, false)
  expect(lines.slice(0, 3)).toEqual([
    '1 git diff: exit code 128',
    '  stderr, the last 20 of 25 lines',
    '    line 5',
  ])
  expect(lines.slice(-2)).toEqual(['    line 24', '2 git diff: exit code 1'])
  expect(processLines(run, unpack, true)).toHaveLength(28)
  expect(timelineLines(run, unpack)[1]).toMatch(/process git: exit code 128, replayed/)
})

test('errors are shown in the words of the service, and with what the agent threw of them', () => {
  const body = { json: { error: { message: 'no such model' } } }
  const run = buildRun({
    mode: 'record',
    actions: [
      buildAction({
        status: 404,
        outcome: 'error',
        outputs: { status: 404, headers: [], end: 'complete', body } as never,
      }),
    ],
    finalOutput: {
      recorded: {
        error: {
          name: 'Error',
          message: 'the agent failed',
          cause: {
            name: 'NotFoundError',
            message: '404',
            code: 'model_not_found',
            requestId: 'r1',
          },
        },
      },
      replayed: null,
    },
    errorSource: { file: 'src/agent.ts', line: 7 },
  })
  expect(errorLines(run, unpack)).toEqual([
    'action 0 (chat gpt-4o), status 404 at src/agent.ts:12',
    '  "no such model"',
    'the agent threw at src/agent.ts:7',
    '  Error: the agent failed',
    '    NotFoundError: 404 (code model_not_found, request r1)',
  ])
})

test('an answer that is none of a model is shown by its beginning', () => {
  const body = { text: '<!doctype html>\n<html>Please sign in</html>' }
  const page = buildAction({
    outputs: { status: 200, headers: [], end: 'complete', body } as never,
  })
  expect(conversationLines(buildRun({ actions: [page] }), unpack, false)).toEqual([
    'action 0 (chat gpt-4o)',
    '  body: <!doctype html> <html>Please sign in</html>',
  ])
})
