import { beforeAll, expect, test } from 'vitest'
import {
  countsOf,
  errorsOf,
  failuresIn,
  replayLimits,
  runsIn,
  type ReplayedLimits,
} from './limits.ts'

const MISS = /^ReplayAssertionError: .*: 7 blocked: requests that are not in the cassette/

let limits: ReplayedLimits
beforeAll(async () => {
  let remove = () => {}
  limits = await replayLimits((end) => (remove = end))
  return remove
})

test('nothing reaches the service, and the test run fails', () => {
  expect([limits.replayed.exitCode, limits.requests]).toEqual([1, 0])
})

test('a call that was blocked fails its test, whoever swallows the error', () => {
  const file = 'misses.test.ts'
  const { output } = limits.replayed
  // One of those that pass is expected to fail, and one passes at its second attempt.
  expect(countsOf(limits, file)).toEqual({ failed: 13, passed: 3 })
  const runs = runsIn(limits, file)
  const missesOf = (name: string) => runs.get(name)?.misses

  for (const name of [
    'the agent swallows it',
    'nothing but a low threshold',
    'judges by itself',
    'the test swallows it',
    'the test expects it',
    'the test accepts fewer',
  ]) {
    expect(errorsOf(limits, file, name), name).toEqual([expect.stringMatching(MISS)])
    expect(missesOf(name), name).toHaveLength(7)
    expect(runs.get(name)?.status).toBe('failed')
  }
  expect(output).toContain('blocked 7 times: POST')
  expect(output).toContain('(6 accepted)')
  expect(runs.get('the test accepts it')?.status).toBe('passed')
  expect(missesOf('the test accepts it')).toHaveLength(7)
  expect(output).toMatch(/✓ misses\.test\.ts > is expected to fail/)
  expect(output).toMatch(/✓ misses\.test\.ts > passes at its second attempt .*retry x1/)
})

test('neither error masks the other, and the earlier one is shown first', () => {
  const { output } = limits.replayed
  const shown = (name: string) => errorsOf(limits, 'misses.test.ts', name)
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
  expect(output).toContain('Caused by: RangeError: thrown after the miss')
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
  expect(output).toContain('Caused by: ReplayAssertionError')

  const [first, second, ...others] = shown('never ends')
  expect(first).toMatch(/the run did not complete, and \d+ of its calls are not in the cassette/)
  // Of a time-out, JSON has the stack alone.
  expect([second, others]).toEqual([expect.any(String), []])
  expect(output).toContain('Test timed out in 1500ms.')
  const unended = runsIn(limits, 'misses.test.ts').get('never ends')
  expect(unended).toMatchObject({ status: 'interrupted' })
  // A loaded machine gives it time for fewer than four.
  expect(unended?.misses?.length).toBeGreaterThan(1)
})

test('a call that was blocked in beforeAll fails the file', () => {
  const [failure, ...others] = failuresIn(limits, 'hooks.test.ts')
  expect(failure).toContain('1 blocked: requests that are not in the cassette')
  expect(others).toEqual([])
})

test('ends a replay whose agent goes on for ever, however it calls', () => {
  const file = 'runaway.test.ts'
  expect(failuresIn(limits, file).join('')).not.toContain('timed out')
  expect(limits.replayed.output).not.toContain('Unhandled')
  expect(countsOf(limits, file)).toEqual({ failed: 10, passed: 2 })

  const most: Record<string, RegExp> = {
    fetch: /http "POST \S+\/ask", 11 times/,
    'node:http': /http "POST \S+\/ask", 11 times/,
    tool: /tool "tools\.search", 11 times/,
    'sync tool': /tool "tools\.count", 11 times/,
    'executed tool': /tool "executed", 11 times/,
    step: /step "think", 11 times/,
    'step that waits': /step "think", 11 times/,
    socket: /http "connect tcp:\/\/db\.invalid:5432", 10 times/,
    'swallows it in the test too': /tool "tools\.search", 11 times/,
  }
  for (const [name, call] of Object.entries(most)) {
    const errors = errorsOf(limits, file, name)
    expect(errors, name).toHaveLength(1)
    expect(errors[0]).toContain(
      'the agent ran away: after 1 recorded actions and 10 more (option "budget.extraActions") it still went on',
    )
    expect(errors[0]).toMatch(call)
  }
  const runs = runsIn(limits, file)
  for (const name of Object.keys(most)) {
    expect(runs.get(name)?.status).toBe('failed')
    expect(runs.get(name)?.actions).toHaveLength(11)
    expect(runs.get(name)?.error).toContain('the agent ran away')
  }
  expect(runs.get('a live tool')).toMatchObject({ status: 'failed', receipt: { live: 5 } })
  expect(runs.get('another run, meanwhile')).toMatchObject({ status: 'passed', matchRate: 1 })
  // Recording it again would go on at the user's cost.
  expect(limits.replayed.output).toContain(
    'Find out why it does not stop before you record it again',
  )
})

test("onDivergence: 'fail' answers nothing after the first divergence, whatever it is", () => {
  const file = 'stop.test.ts'
  expect(countsOf(limits, file)).toEqual({ failed: 3 })
  const runs = runsIn(limits, file)
  expect(runs.get('a changed request')!.misses).toEqual([
    expect.stringMatching(
      /is not in the cassette .* which differs in \$\.question \("two" -> "another"\)$/,
    ),
  ])
  expect(limits.replayed.output).toContain('Caused by: Error: the service said 400')
  expect(runs.get('an extra call')!.misses).toEqual([
    expect.stringMatching(/\/other is not in the cassette/),
    expect.stringMatching(/\/ask was not answered: .* stopped at its first divergence/),
  ])
  expect(runs.get('an output that differs')!.misses).toEqual([
    expect.stringMatching(/\/ask was not answered: .* stopped at its first divergence/),
  ])
  // One error each: what the fixture asserts about the answers holds.
  for (const name of runs.keys()) {
    expect(errorsOf(limits, file, name)).toEqual([
      expect.stringMatching(/^ReplayAssertionError: .*\d blocked/),
    ])
  }
})

test('outputs may differ where a rule says so, and the report names what was tolerated', () => {
  const file = 'tolerance.test.ts'
  expect(countsOf(limits, file)).toEqual({ failed: 3, passed: 1 })
  expect(limits.replayed.output).toMatch(/7\s+tolerated/)
  const runs = runsIn(limits, file)
  const secret = expect.stringMatching(/^<redacted:/) as string
  expect(runs.get('with tolerance')).toMatchObject({
    status: 'passed',
    matchRate: 1,
    divergences: [],
    tolerated: [
      { action: 'price', path: '$.total', recorded: 10, replayed: 10.004 },
      { action: 'tags', path: '$', recorded: [secret, 'b'], replayed: ['b', secret] },
      {
        action: 'final output',
        path: '$.at',
        recorded: { '<Date>': '2026-01-01T00:00:00.000Z' },
        replayed: { '<Date>': '2026-01-01T00:00:00.400Z' },
      },
      { action: 'final output', path: '$.seen' },
    ],
  })
  const kinds = (name: string) =>
    runs.get(name)!.divergences.map(({ action, kind }) => `${action}: ${kind}`)
  expect(kinds('without')).toEqual([
    'price: output_mismatch',
    'tags: output_mismatch',
    'final output: output_mismatch',
  ])
  expect(kinds('with too little')).toEqual(['price: output_mismatch'])
  expect(kinds('never for requests')).toEqual([expect.stringMatching(/ask: input_mismatch$/)])
  expect(JSON.stringify(limits.project.report())).not.toContain('shop-key-9f8e7d6c5b4a')
})
