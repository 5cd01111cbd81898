import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createAgentRunner } from 'vitest-replay'
import { agent, requires, resources } from './src/answer-agent.ts'

const here = (path: string) => `${import.meta.dirname}/${path}`
const runner = createAgentRunner({
  agent,
  requires,
  resources,
  beside: here('src/answer-agent.ts'),
})
const [sky, capital] = readFileSync(here('tasks.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as string) as [string, string]

test('one question, with what the run did', async () => {
  const run = await runner.step(sky)
  expect(run.status).toBe('success')
  expect(run.spans({ type: 'llm' })).toHaveLength(1)
  expect(run.messages.at(-1)!.text).toContain('Rayleigh')
  expect(run.finalScore).toBe(1)
})

test('a short answer has a low reward', async () => {
  const run = await runner.step(capital)
  expect(run).toMatchObject({ output: 'The capital of France is Paris.', finalScore: 0.3 })
})

test('a renamed resource is found before anything is run', async () => {
  expect(await runner.check({ main_promt: 'x' })).toEqual([
    '"main_promt" is given, which the agent does not take',
  ])
})
