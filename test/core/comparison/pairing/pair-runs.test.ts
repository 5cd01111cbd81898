import { describe, expect, test } from 'vitest'
import { mergeRuns } from '../../../../src/core/comparison/runs/merge-runs.ts'
import { pairRuns } from '../../../../src/core/comparison/pairing/pair-runs.ts'
import type { ReleaseRun } from '../../../../src/core/comparison/runs/performed-run.ts'
import { runsOfCassettes } from '../../../../src/core/comparison/runs/from-cassette.ts'
import { replayOf } from '../build-replay.ts'
import { conversation, type Conversation, runOf } from '../build-release.ts'

const FOLDER = '__cassettes__/refund.test.ts'

function run(name: string, wanted: Conversation & { input?: string } = {}, folder = FOLDER) {
  const cassette = conversation(wanted)
  cassette.header = { ...cassette.header, name }
  if (wanted.input !== undefined) cassette.header.input = { json: { orderId: wanted.input } }
  return runOf(cassette, `${folder}/${name}.cassette.jsonl`)
}

const pairsOf = (base: ReleaseRun[], head: ReleaseRun[]) =>
  pairRuns(base, head).map((pair) => [
    pair.base?.name ?? null,
    pair.head?.name ?? null,
    pair.renamed,
  ])

describe('two sides', () => {
  test('are paired by their cassettes; what one side alone has is missing or new', () => {
    expect(
      pairsOf(
        [run('a'), run('gone', { question: 'What is gone?', input: 'B-1' })],
        [run('a'), run('other')],
      ),
    ).toEqual([
      ['a', 'a', false],
      [null, 'other', false],
      ['gone', null, false],
    ])
  })

  test('a renamed run is paired by its contents, though its prompt changed', () => {
    const base = [
      run('refunds'),
      run('asks', { input: 'B-2', question: 'Where is my order B-2?', orderId: 'B-2' }),
    ]
    const head = [
      run('pays back', { system: 'You pay back.' }),
      run('answers', { input: 'B-2', question: 'Where is my order B-2?', orderId: 'B-2' }),
    ]
    expect(pairsOf(base, head)).toEqual([
      ['refunds', 'pays back', true],
      ['asks', 'answers', true],
    ])
  })

  test('a run of another input is another run, however like', () => {
    const head = run('pays back', { input: 'A-18' })
    expect(pairsOf([run('refunds')], [head])).toEqual([
      [null, 'pays back', false],
      ['refunds', null, false],
    ])
  })

  test('a run that could be either of two is taken for neither', () => {
    expect(pairsOf([run('one'), run('two')], [run('three')])).toEqual([
      [null, 'three', false],
      ['one', null, false],
      ['two', null, false],
    ])
  })

  test('of runs with the same contents, the one of the same name is paired', () => {
    const moved = '__cassettes__/moved.test.ts'
    const base = [run('one'), run('two')]
    expect(pairsOf(base, [run('two', {}, moved), run('one', {}, moved)])).toEqual([
      ['two', 'two', true],
      ['one', 'one', true],
    ])
  })

  test('two thousand moved runs are found', () => {
    const runs = (folder: string) =>
      Array.from({ length: 2000 }, (_, at) =>
        run(
          `run-${at}`,
          { input: `A-${at}`, question: `Where is order ${at}?`, orderId: `A-${at}` },
          folder,
        ),
      )
    const pairs = pairRuns(runs(FOLDER), runs('__cassettes__/moved.test.ts'))
    expect(pairs.every(({ base, head }) => base?.name === head?.name)).toBe(true)
  })

  test('a cassette is the run of every project that a report tells of it', () => {
    const replay = replayOf(conversation())
    const inProject = (project: string): ReleaseRun => ({
      ...replay,
      identity: { ...replay.identity, project },
    })
    const stored = runOf(conversation(), replay.identity.cassette)
    expect(pairRuns([stored], [inProject('a'), inProject('b')]).map(({ base }) => base)).toEqual([
      stored,
      stored,
    ])
    const gone = pairRuns([inProject('a'), inProject('b')], [stored])
    expect(gone.map(({ base, head }) => [base?.identity.project, head])).toEqual([
      ['a', stored],
      ['b', stored],
    ])
  })

  test('one reported run is not the run of two projects, or of two tests', () => {
    const replay = replayOf(conversation())
    const as = (identity: Partial<ReleaseRun['identity']>): ReleaseRun => ({
      ...replay,
      identity: { ...replay.identity, ...identity },
    })
    const stored = runOf(conversation(), replay.identity.cassette)
    const [now] = mergeRuns([stored, as({ project: '' })])
    const gone = pairRuns([as({ project: 'a' }), as({ project: 'b' })], [now!])
    expect(gone.map(({ base, head }) => [base?.identity.project, head])).toEqual([
      ['a', now],
      ['b', null],
    ])
    const joined = pairRuns(
      [as({ project: '', fullName: 'one' }), as({ project: '', fullName: 'two' })],
      [as({ project: '', fullName: 'three' })],
    )
    expect(joined.map(({ base, head }) => [base?.identity.fullName, head !== null])).toEqual([
      ['one', true],
      ['two', false],
    ])
    const more = pairRuns([now!], [as({ project: 'a' }), as({ project: 'b' })])
    expect(more.map(({ base, head }) => [base, head?.identity.project])).toEqual([
      [now, 'a'],
      [null, 'b'],
    ])
  })
})

describe('one side', () => {
  test('takes are one run, in their order', () => {
    const takes = [10, 2, 1].map((take) => ({
      path: `${FOLDER}/a${take === 1 ? '' : `.take-${take}`}.cassette.jsonl`,
      cassette: conversation({
        recordedAt: `2026-11-${String(take).padStart(2, '0')}T00:00:00.000Z`,
      }),
    }))
    const [only, ...others] = runsOfCassettes(takes)
    expect(others).toEqual([])
    expect(only!.identity).toEqual({
      project: '',
      file: 'refund.test.ts',
      fullName: 'refunds an order',
      cassette: `${FOLDER}/a.cassette.jsonl`,
    })
    expect(only!.recordings.map(({ recordedAt }) => recordedAt.slice(8, 10))).toEqual([
      '01',
      '02',
      '10',
    ])
  })

  const stored = runOf(conversation(), replayOf(conversation()).identity.cassette)

  test('a cassette and the report of its replay are one run', () => {
    const merged = mergeRuns([stored, replayOf(conversation())])
    expect(merged).toMatchObject([
      { recordings: [{ from: { kind: 'cassette' } }], replay: { status: 'passed' } },
    ])
  })

  test('a report that is older than the cassette replays another recording', () => {
    const old = replayOf(conversation({ recordedAt: '2026-10-01T00:00:00.000Z' }))
    expect(mergeRuns([stored, old])).toMatchObject([
      { recordings: [{ from: { kind: 'cassette' } }], replay: null },
    ])
  })

  test('a live run that came later, and left no cassette, counts', () => {
    const live = replayOf(conversation({ recordedAt: '2026-12-01T00:00:00.000Z' }), {
      mode: 'record',
      status: 'failed',
    })
    expect(mergeRuns([stored, live])).toMatchObject([
      { recordings: [{ status: 'failed' }], replay: null },
    ])
  })
})
