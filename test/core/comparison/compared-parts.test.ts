import { describe, expect, test } from 'vitest'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import { compareRun } from '../../../src/core/comparison/compare-run.ts'
import { cutDivergences } from '../../../src/core/comparison/judging/cut-divergences.ts'
import type { ReleaseRun } from '../../../src/core/comparison/runs/performed-run.ts'
import { isOnlyReworded } from '../../../src/core/comparison/judging/prose.ts'
import { ComparisonSchema } from '../../../src/core/report/comparison-schema.ts'
import { toolCall } from '../cassette/build-cassette.ts'
import { divergence, replayOf } from './build-replay.ts'
import { conversation, type Conversation, runOf } from './build-release.ts'

describe('prose', () => {
  test.each([
    ['Your order was refunded today.', 'We have refunded your order today.'],
    [
      { ok: true, text: 'It was sent to you.' },
      { ok: true, text: 'We have sent it to you.' },
    ],
    ['{"ok":true,"text":"It was sent to you."}', '{"ok":true,"text":"We sent it to you."}'],
  ])('%j and %j say the same otherwise', (a, b) => expect(isOnlyReworded(a, b)).toBe(true))

  test.each([
    ['refunded', 'denied'],
    ['You will get 45 dollars back.', 'You will get 54 dollars back.'],
    ['Order A-17 was sent to you.', 'Order A-71 was sent to you.'],
    [{ total: 1 }, { total: 2 }],
    [{ ok: true }, { ok: false }],
    [{ a: 1 }, { b: 1 }],
    [['It was sent to you.'], ['It was sent to you.', 'It was sent to you.']],
    ['{"ok":true,"text":"It was sent to you."}', '{"ok":false,"text":"It was sent to you."}'],
    [null, 'There is nothing to say.'],
  ])('%j and %j are other data', (a, b) => expect(isOnlyReworded(a, b)).toBe(false))
})

test('what is listed of a run stays small, first causes first', () => {
  const long = 'x'.repeat(10_000)
  const paths = Array.from({ length: 100 }, (_, at) => ({
    path: `$.a[${at}]`,
    recorded: long,
    replayed: [long],
  }))
  const all = Array.from({ length: 200 }, (_, index) =>
    divergence({
      index,
      paths,
      firstCause: index % 100 === 99,
      causedBy: index % 100 === 99 ? null : 99,
    }),
  )
  const { divergences, moreDivergences } = cutDivergences(all)
  expect([divergences.length, moreDivergences]).toEqual([50, 150])
  expect(divergences.filter(({ firstCause }) => firstCause).map(({ index }) => index)).toEqual([
    99, 199,
  ])
  expect(JSON.stringify(divergences).length).toBeLessThan(1_500_000)
  const first = divergences.find(({ firstCause }) => firstCause)!
  expect(first.paths).toHaveLength(20)
  expect(first.paths[0]!.recorded).toBe(`${'x'.repeat(2000)}… (8000 more characters)`)
  expect(first.paths.at(-1)).toEqual({ path: '81 more places' })
})

test('tools are listed in order, those of the model where the agent has wrapped none', () => {
  const bare = (names: string[]) => {
    const cassette = conversation({ recordedAt: `2026-11-0${names.length}T00:00:00.000Z` })
    cassette.actions = names.map((name, index) =>
      toolCall(index, { name, inputs: { json: [index] } }),
    )
    return runOf(cassette)
  }
  const pair = {
    base: bare(['lookup', 'refund']),
    head: bare(['lookup', 'ask', 'refund']),
    renamed: false,
  }
  expect(compareRun(pair).run.tools).toEqual([
    { change: 'same', name: 'lookup' },
    { change: 'added', name: 'ask' },
    { change: 'same', name: 'refund' },
  ])
  const unwrapped = (name: string, day: number) => {
    const cassette = conversation({ recordedAt: `2026-11-0${day}T00:00:00.000Z` })
    const text = JSON.stringify(cassette.actions.filter(({ type }) => type === 'llm'))
    cassette.actions = JSON.parse(
      text.replaceAll('"lookup"', `"${name}"`),
    ) as typeof cassette.actions
    return runOf(cassette)
  }
  const called = compareRun({
    base: unwrapped('lookup', 1),
    head: unwrapped('find', 2),
    renamed: false,
  })
  expect(called.run).toMatchObject({
    verdict: 'changed',
    tools: [
      { change: 'removed', name: 'lookup' },
      { change: 'added', name: 'find' },
    ],
  })
})

describe('takes', () => {
  const run = (takes: Conversation[], from: number): ReleaseRun => ({
    ...runOf(conversation()),
    recordings: takes.map((take, at) => {
      const recordedAt = `2026-11-${String(from + at).padStart(2, '0')}T00:00:00.000Z`
      return runOf(conversation({ ...take, recordedAt })).recordings[0]!
    }),
  })
  const [seventeen, other, new_] = [{}, { orderId: 'A-71', total: 3 }, { orderId: 'B-1', total: 9 }]

  test('what the base does in another take is no change', () => {
    const pair = {
      base: run([seventeen, other], 1),
      head: run([other, seventeen], 11),
      renamed: false,
    }
    expect(compareRun(pair).run).toMatchObject({ verdict: 'equivalent', evidence: 'takes' })
  })

  test('what no take of the base does is one, whichever take shows it', () => {
    const base = run([seventeen, other], 1)
    for (const takes of [
      [new_, seventeen],
      [seventeen, new_],
    ])
      expect(compareRun({ base, head: run(takes, 11), renamed: false }).run.verdict).toBe('changed')
  })
})

test('two releases as a whole: worst first, with what nothing is known of', () => {
  const at = (name: string, wanted: Conversation = {}) => {
    const cassette = conversation({ ...wanted, question: `${name}, please.` })
    cassette.header = { ...cassette.header, name, tags: name === 'd' ? ['critical'] : [] }
    cassette.header.input = { json: name }
    return runOf(cassette, `__cassettes__/a.test.ts/${name}.cassette.jsonl`)
  }
  const later = { recordedAt: '2026-11-09T00:00:00.000Z' }
  const side = (runs: ReleaseRun[]) => ({ label: 'x', release: null, commit: null, runs })
  const comparison = compareReleases(
    side([at('a'), at('b'), at('c'), at('d')]),
    side([
      at('a'),
      at('b', { ...later, total: 13 }),
      at('d', later),
      at('e'),
      replayOf(conversation()),
    ]),
  )
  expect(ComparisonSchema.parse(comparison)).toEqual(comparison)
  expect(comparison.runs.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['c', 'missing'],
    ['b', 'changed'],
    ['e', 'new'],
    ['refunds an order', 'new'],
    ['a', 'identical'],
    ['d', 'identical'],
  ])
  expect(comparison).toMatchObject({
    verdict: 'missing',
    unreplayed: 1,
    totals: { missing: 1, changed: 1, new: 2, identical: 2, regressed: 0 },
    base: { runs: 4, recordings: 4, replays: 0 },
    head: { runs: 5, recordings: 4, replays: 1 },
    critical: { verdict: 'not_evidence' },
  })
  expect(new Set(comparison.runs.map(({ id }) => id)).size).toBe(6)
})

test('critical runs are in no segment: their numbers stand by themselves', () => {
  const side = (total: number, recordedAt: string) => ({
    label: 'x',
    release: null,
    commit: null,
    runs: ['a', 'b'].map((name) => {
      const cassette = conversation({ question: `${name}, please.`, total, recordedAt })
      cassette.header = {
        ...cassette.header,
        name,
        agent: 'shop',
        tags: name === 'b' ? ['critical'] : [],
      }
      return runOf(cassette, `__cassettes__/a.test.ts/${name}.cassette.jsonl`)
    }),
  })
  const { segments, critical } = compareReleases(
    side(12, '2026-11-08T00:00:00.000Z'),
    side(13, '2026-11-09T00:00:00.000Z'),
  )
  expect(segments.find(({ by }) => by === 'agent')).toMatchObject({ baseRuns: 1, headRuns: 1 })
  expect(critical).not.toBe(null)
})
