import { beforeAll, expect, test } from 'vitest'
import { errorsOf, replayChanged } from './limits.ts'

const MISS = /^ReplayAssertionError: .*: 7 blocked: requests that are not in the cassette/

let misses: Awaited<ReturnType<typeof replayChanged>>
beforeAll(async () => {
  let remove = () => {}
  misses = await replayChanged('misses', (end) => (remove = end))
  return remove
})

test('a call that was blocked fails its test, whoever swallows the error', () => {
  const { project, replayed, requests } = misses
  expect(replayed.exitCode).toBe(1)
  expect(requests).toBe(0)
  expect(replayed.output).toMatch(/Tests\s+13 failed \| 2 passed \| 1 expected fail/)
  const { runs } = project.report()
  const missesOf = (name: string) => runs.find((run) => run.name === name)?.misses

  for (const name of [
    'the agent swallows it',
    'nothing but a low threshold',
    'judges by itself',
    'the test swallows it',
    'the test expects it',
    'the test accepts fewer',
  ]) {
    expect(errorsOf(replayed.output, name), name).toEqual([expect.stringMatching(MISS)])
    expect(missesOf(name), name).toHaveLength(7)
    expect(runs.find((run) => run.name === name)?.status).toBe('failed')
  }
  expect(replayed.output).toContain('blocked 7 times: POST')
  expect(replayed.output).toContain('(6 accepted)')
  expect(runs.find((run) => run.name === 'the test accepts it')?.status).toBe('passed')
  expect(missesOf('the test accepts it')).toHaveLength(7)
  expect(replayed.output).toContain('✓ is expected to fail')
  expect(replayed.output).toMatch(/✓ passes at its second attempt .*retry x1/)
})

test('neither error masks the other, and the earlier one is shown first', () => {
  const { project, replayed } = misses
  const shown = (name: string) => errorsOf(replayed.output, name)
  const miss = expect.stringMatching(MISS) as string
  expect(shown('the test fails after the miss')).toEqual([
    miss,
    "AssertionError: expected { after: 'fine' } to deeply equal { after: 'other' }",
  ])
  expect(shown('the test fails before the miss')).toEqual([
    "AssertionError: expected 'before the run' to be 'something else' // Object.is equality",
    miss,
  ])
  expect(shown('the agent throws after the miss')).toEqual([miss])
  expect(replayed.output).toContain('Caused by: RangeError: thrown after the miss')
  expect(shown('the agent throws, and its judge is the test')).toEqual([
    miss,
    'RangeError: thrown in a run without thresholds',
  ])
  expect(shown('the agent throws before the miss')).toEqual([
    "AssertionError: expected 'thrown before' to be 'the miss' // Object.is equality",
    expect.stringContaining(': 1 blocked: requests that are not in the cassette'),
  ])
  // The diagnosis is in its cause, and not shown twice.
  expect(shown('the test wraps the error')).toEqual(['Error: wrapped by the test'])
  expect(replayed.output).toContain('Caused by: ReplayAssertionError')

  const [first, second, ...others] = shown('never ends')
  expect(first).toContain('the run did not complete, and 3 of its calls are not in the cassette')
  expect([second, others]).toEqual([expect.stringContaining('Test timed out in 400ms.'), []])
  const unended = project.report().runs.find(({ name }) => name === 'never ends')
  expect(unended).toMatchObject({ status: 'interrupted' })
  expect(unended?.misses).toHaveLength(3)
})

test('a call that was blocked in beforeAll fails the file', async () => {
  const { replayed, requests } = await replayChanged('hooks')
  expect([replayed.exitCode, requests]).toEqual([1, 0])
  expect(replayed.output).toMatch(/ FAIL {2}hooks\.test\.ts/)
  expect(replayed.output).toContain('1 blocked: requests that are not in the cassette')
})
