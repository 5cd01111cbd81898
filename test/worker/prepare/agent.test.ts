import { expect, test } from 'vitest'
import { toAgentFunction, type AgentContext } from '../../../src/worker/prepare/agent.ts'

const CONTEXT = {} as AgentContext

test('a module that exports a function "run" is an agent without a name', () => {
  const module = Object.assign(Object.create(null), { run: (input: number) => input + 1 }) as {
    run(input: number): number
  }
  const agent = toAgentFunction<number, number>(module)!
  expect(agent.name).toBe('')
  expect(agent(1, CONTEXT)).toBe(2)
})
