import { expect, test } from 'vitest'
import type { OpenRun } from '../../../src/worker/open-runs/open-run.ts'
import { wrapTargets } from '../../../src/worker/wrap/wrap-targets.ts'

const run = {} as OpenRun
const lookUp = () => ({ name: 'look_up', execute: () => 1 })

test('wraps lists, sets, maps and objects of tools, and gives them back', () => {
  const kinds = [
    (tool: object) => [tool, lookUp()],
    (tool: object) => new Set([tool]),
    (tool: object) => new Map([['look_up', tool]]),
    (tool: object) => ({ look_up: tool }),
    (tool: object) => ({ all: [tool] }),
  ]
  for (const kind of kinds) {
    const tool = lookUp()
    const { execute } = tool
    const restore = wrapTargets({ tools: kind(tool) }, run)
    expect(tool.execute).not.toBe(execute)
    restore()
    expect(tool.execute).toBe(execute)
  }
})

test.each([
  ['an empty list', []],
  ['a list of something else', [{ find: () => 1 }]],
  ['a function', () => 1],
])('refuses %s', (_kind, target) => {
  expect(() => wrapTargets({ tools: target }, run)).toThrow(/Failed to record the action "tools"/)
})
