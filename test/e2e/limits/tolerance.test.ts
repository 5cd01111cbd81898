import { expect, test } from 'vitest'
import { replayChanged } from './limits.ts'

test('outputs may differ where a rule says so, which the report tells', async () => {
  const { project, replayed } = await replayChanged('tolerance')
  expect(replayed.exitCode).toBe(1)
  expect(replayed.output).toContain('3 failed | 1 passed')
  expect(replayed.output).toMatch(/7\s+tolerated/)
  const runs = new Map(project.report().runs.map((run) => [run.name, run]))
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
  expect(JSON.stringify(project.report())).not.toContain('shop-key-9f8e7d6c5b4a')
})
