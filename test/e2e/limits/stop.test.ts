import { expect, test } from 'vitest'
import { errorsOf, replayChanged } from './limits.ts'

test("onDivergence: 'fail' answers nothing after the first divergence, whatever it is", async () => {
  const { project, replayed } = await replayChanged('stop')
  expect(replayed.exitCode).toBe(1)
  expect(replayed.output).toContain('3 failed')
  const runs = new Map(project.report().runs.map((run) => [run.name, run]))

  expect(runs.get('a changed request')!.misses).toEqual([
    expect.stringMatching(
      /is not in the cassette .* which differs in \$\.question \("two" -> "another"\)$/,
    ),
  ])
  expect(replayed.output).toContain('Caused by: Error: the service said 400')
  expect(runs.get('an extra call')!.misses).toEqual([
    expect.stringMatching(/\/other is not in the cassette/),
    expect.stringMatching(/\/ask was not answered: .* stopped at its first divergence/),
  ])
  expect(runs.get('an output that differs')!.misses).toEqual([
    expect.stringMatching(/\/ask was not answered: .* stopped at its first divergence/),
  ])
  // One error each: what the fixture asserts about the answers holds.
  for (const name of runs.keys()) {
    expect(errorsOf(replayed.output, name)).toEqual([
      expect.stringMatching(/^ReplayAssertionError: .*\d blocked/),
    ])
  }
})
