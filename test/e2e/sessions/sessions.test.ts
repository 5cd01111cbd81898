import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'
import { startEchoService } from './echo-service.ts'

test('keeps the runs of a file apart, however Vitest starts them', async () => {
  const project = createProject('sessions')
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest(['sessions'], env)
  await service.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const cassettes = project.cassettes()

  const picked = await project.vitest(['sessions', '-t', 'is nested'], { ...env, CI: '1' })
  expect(picked.exitCode, picked.output).toBe(0)
  const replayed = await project.vitest(['sessions'], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(project.cassettes()).toEqual(cassettes)
  const { runs, totals } = project.report()
  expect(totals).toMatchObject({ matchRate: 1, live: 0, blocked: 0, unserved: 0, failed: 0 })
  expect(runs.map(({ test, name, attempt }) => `${test.fullName} | ${name} | ${attempt}`))
    .toMatchInlineSnapshot(`
    [
      "beforeAll | after all | 0",
      "beforeAll | beforeAll | 0",
      "concurrent > is first | concurrent > is first | 0",
      "concurrent > is second | concurrent > is second | 0",
      "concurrent > is third | concurrent > is third | 0",
      "is repeated | is repeated | 1",
      "makes several runs | makes several runs | 0",
      "makes several runs | makes several runs 2 | 0",
      "makes several runs at once | makes several runs at once | 0",
      "makes several runs at once | makes several runs at once 2 | 0",
      "makes several runs at once | makes several runs at once 3 | 0",
      "outer > inner > is nested | outer > inner > is nested | 0",
      "outer > inner > is nested | outer > inner > is nested 2 | 0",
      "passes at its second attempt | passes at its second attempt | 1",
      "takes 1 | takes 1 | 0",
      "takes 2 | takes 2 | 0",
      "uses a fixture | fixture | 0",
    ]
  `)
  expect(cassettes.map((path) => path.split('/').at(-1))).toMatchInlineSnapshot(`
    [
      "after-all.cassette.jsonl",
      "beforeall-1fa63e52.cassette.jsonl",
      "concurrent-is-first.cassette.jsonl",
      "concurrent-is-second.cassette.jsonl",
      "concurrent-is-third.cassette.jsonl",
      "fixture.cassette.jsonl",
      "is-repeated.cassette.jsonl",
      "makes-several-runs-2.cassette.jsonl",
      "makes-several-runs-at-once-2.cassette.jsonl",
      "makes-several-runs-at-once-3.cassette.jsonl",
      "makes-several-runs-at-once.cassette.jsonl",
      "makes-several-runs.cassette.jsonl",
      "outer-inner-is-nested-2.cassette.jsonl",
      "outer-inner-is-nested.cassette.jsonl",
      "passes-at-its-second-attempt.cassette.jsonl",
      "takes-1.cassette.jsonl",
      "takes-2.cassette.jsonl",
    ]
  `)
})

test('a cassette that a test replays twice stands in the report twice', async () => {
  const project = createProject({
    'twice.test.ts': `
      import { test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      const ask = (question: string) => () =>
        fetch(process.env.SERVICE_URL + '/ask', { method: 'POST', body: JSON.stringify({ question }) }).then((r) => r.text())
      test('asks twice', async () => {
        const options = { cassette: 'one', thresholds: false as const }
        await replayRun(ask(process.env.CHANGED ? 'other' : 'one'), options)
        if (process.env.CHANGED) await replayRun(ask('one'), options)
      })
    `,
  })
  const service = await startEchoService()
  const env = { SERVICE_URL: service.url }
  const recorded = await project.vitest([], env)
  await service.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  await project.vitest([], { ...env, CI: '1', CHANGED: '1' })
  const { runs, totals } = project.report()
  expect(
    runs.map(({ runId, matchRate }) => [runId.replace(/-[0-9a-f]{8}/, ''), matchRate]),
  ).toEqual([
    ['one', 0.5],
    ['one-2', 1],
  ])
  expect(totals).toMatchObject({ runs: 2, firstCauses: 1 })
})
