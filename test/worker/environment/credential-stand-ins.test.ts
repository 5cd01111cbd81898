import { afterEach, expect, test } from 'vitest'
import { standInForCredentials } from '../../../src/worker/environment/credential-stand-ins.ts'

const [A, B] = ['STAND_IN_TEST_A_KEY', 'STAND_IN_TEST_B_KEY'] as const
afterEach(() => {
  delete process.env[A]
  delete process.env[B]
})

test('a key that is absent has a stand-in until the run is over, and one that is there is left alone', () => {
  process.env[B] = 'a real one'
  const withdraw = standInForCredentials([A, B])
  expect(process.env[A]).toMatch(/stand-in/)
  expect(process.env[B]).toBe('a real one')
  withdraw()
  expect(A in process.env).toBe(false)
  expect(process.env[B]).toBe('a real one')
})

test('runs side by side share a stand-in, and the last one takes it out', () => {
  const [first, second] = [standInForCredentials([A]), standInForCredentials([A])]
  first()
  expect(process.env[A]).toMatch(/stand-in/)
  second()
  expect(A in process.env).toBe(false)
})

test('two keys have different stand-ins, so that one in the place of the other is seen', () => {
  const withdraw = standInForCredentials([A, B])
  expect(process.env[A]).not.toBe(process.env[B])
  withdraw()
})

test('a key that is set meanwhile stays', () => {
  const withdraw = standInForCredentials([A])
  process.env[A] = 'set by the agent'
  withdraw()
  expect(process.env[A]).toBe('set by the agent')
})
