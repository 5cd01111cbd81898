import { expect, test } from 'vitest'
import { z } from 'zod'
import { findResourceProblems, typesOf } from '../../../src/worker/runner/check-resources.ts'
import { handedResources } from '../../../src/worker/prepare/handed-resources.ts'

class Prompt {}

test('a resource is missing, has another name, or is not known', () => {
  const requires = { main_prompt: 'string', tools: 'array' } as const
  expect(findResourceProblems(requires, { main_prompt: 'x', tools: [] })).toEqual([])
  expect(findResourceProblems(requires, { mainPrompt: 'x', other: 1 })).toEqual([
    '"main_prompt" is missing, and "mainPrompt" is given, which the agent does not take',
    '"tools" is missing',
    '"other" is given, which the agent does not take',
  ])
})

test('a resource has the type that is asked for', () => {
  const problemOf = (type: Parameters<typeof findResourceProblems>[0][string], value: unknown) =>
    findResourceProblems({ a: type }, { a: value })[0]
  expect(problemOf('string', 1)).toBe('"a" is a number, and has to be a string')
  expect(problemOf('object', [])).toBe('"a" is an array, and has to be an object')
  expect(problemOf('object', null)).toBe('"a" is null, and has to be an object')
  expect(problemOf('function', () => {})).toBeUndefined()
  expect(problemOf(Prompt, new Prompt())).toBeUndefined()
  expect(problemOf(Prompt, {})).toBe('"a" is an object, and no Prompt')
  const schema = z.object({ n: z.number() })
  expect(problemOf(schema, { n: 1 })).toBeUndefined()
  expect(problemOf(schema, { n: 'x' })).toMatch(/^"a" is not what its schema wants: /)
})

test('what is given first says what is to be given later', () => {
  const types = typesOf({ prompt: 'x', tools: [], nothing: {} })
  expect(types).toEqual({ prompt: 'string', tools: 'array', nothing: 'object' })
})

test('an agent that reads a resource it was not handed fails there', () => {
  const handed = handedResources({ main_prompt: 'x' })
  expect(handed['main_prompt']).toBe('x')
  expect(() => handed['main_promt']).toThrow(
    'it is not among those that were given, and "main_prompt" is',
  )
  expect('other' in handed).toBe(false)
  expect(JSON.stringify(handed)).toBe('{"main_prompt":"x"}')
})
