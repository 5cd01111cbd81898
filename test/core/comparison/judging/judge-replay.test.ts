import { describe, expect, test } from 'vitest'
import { compareRun } from '../../../../src/core/comparison/compare-run.ts'
import { describeRun } from '../../../../src/core/words/comparison/describe-comparison.ts'
import type { ReleaseRun } from '../../../../src/core/comparison/runs/performed-run.ts'
import { RunComparisonSchema } from '../../../../src/core/report/comparison-schema.ts'
import type { RunReport } from '../../../../src/core/report/schema.ts'
import { divergence, replayOf } from '../build-replay.ts'
import { conversation, runOf } from '../build-release.ts'

function compare(base: ReleaseRun, head: ReleaseRun) {
  const { run: facts, unreplayed } = compareRun({ base, head, renamed: false })
  const run = describeRun(facts)
  RunComparisonSchema.parse(run)
  return { ...run, unreplayed }
}

const signals = (part: Partial<RunReport['signals']>): RunReport['signals'] => ({
  first_error_span: null,
  slowest_span: null,
  stop_reason: 'success',
  error_class: null,
  repeated_tools: [],
  ...part,
})
const failing = {
  signals: signals({ stop_reason: 'step_error', error_class: 'runtime_error' }),
  status: 'failed' as const,
}
const threw = (cassette = conversation()) => ({
  ...failing,
  finalOutput: {
    recorded: { output: cassette.end!.output!.json },
    replayed: { error: { name: 'TypeError', message: `no ${cassette.header.name}` } },
  },
  divergences: [
    divergence({
      index: 3,
      kind: 'output_mismatch',
      action: 'final output',
      cause: 'final_output',
      recordedIndex: null,
      replayedIndex: null,
    }),
  ],
})

describe('of the same recording', () => {
  test.each([
    ['a report', () => replayOf(conversation())],
    ['a cassette', () => runOf(conversation())],
  ])('a replay without a divergence against %s is identical', (_name, base) => {
    expect(compare(base(), replayOf(conversation()))).toMatchObject({
      verdict: 'identical',
      evidence: 'replay',
      unreplayed: false,
      positions: 4,
      metrics: [],
      base: { costUsd: expect.anything() },
    })
  })

  test('renamed values make it equivalent', () => {
    const volatile = [{ action: 'lookup', path: '$', recorded: 'a', replayed: 'b' }]
    expect(compare(runOf(conversation()), replayOf(conversation(), { volatile })).verdict).toBe(
      'equivalent',
    )
  })

  test('a changed prompt is a change, since its effect is not known', () => {
    const head = replayOf(conversation(), { divergences: [divergence()], matchRate: 0.75 })
    const { verdict, reasons } = compare(runOf(conversation()), head)
    expect({ verdict, reasons }).toMatchInlineSnapshot(`
      {
        "reasons": [
          "the system prompt changed at chat gpt-4o (position 1)",
          "what the model answers to that is not known before it is recorded anew",
        ],
        "verdict": "changed",
      }
    `)
  })

  test('an error of its own is a regression', () => {
    const run = compare(runOf(conversation()), replayOf(conversation(), threw()))
    expect(run.verdict).toBe('regressed')
    expect(run.finalOutput!.head).toBe('TypeError: no refunds an order')
  })

  test('an error after an answer of another request is none', () => {
    const head = threw()
    const mismatched = {
      ...head,
      divergences: [divergence(), { ...head.divergences[0]!, firstCause: false, causedBy: 0 }],
    }
    const run = compare(runOf(conversation()), replayOf(conversation(), mismatched))
    expect(run.verdict).toBe('changed')
    expect(run.reasons.join()).toContain('record it anew')
  })

  test('a blocked call is no regression either', () => {
    const head = replayOf(conversation(), threw(), ({ index }) =>
      index === 2 ? { outcome: 'blocked' } : {},
    )
    expect(compare(runOf(conversation()), head).verdict).toBe('changed')
  })

  test('an error that is gone is an improvement', () => {
    const cassette = conversation()
    cassette.end = {
      ...cassette.end!,
      status: 'error',
      error: { name: 'TypeError', message: 'no order' },
    }
    delete cassette.end.output
    const head = replayOf(cassette, {
      finalOutput: {
        recorded: { error: { name: 'TypeError', message: 'no order' } },
        replayed: { output: 'done' },
      },
      divergences: threw().divergences,
    })
    expect(compare(runOf(cassette), head).verdict).toBe('improved')
  })
})

describe('never identical', () => {
  const cases: Array<[string, ReleaseRun, ReleaseRun]> = [
    ['the test failed', replayOf(conversation()), replayOf(conversation(), { status: 'failed' })],
    [
      'the replay was cut off',
      replayOf(conversation()),
      replayOf(conversation(), {
        status: 'interrupted',
        finalOutput: { recorded: null, replayed: null },
      }),
    ],
    [
      'it stops for another reason',
      replayOf(conversation()),
      replayOf(conversation(), { signals: signals({ stop_reason: 'truncated' }) }),
    ],
    [
      'the base left its recording, and the head does not',
      replayOf(conversation(), { divergences: [divergence()] }, ({ index }) =>
        index === 0
          ? {
              asked: {
                method: 'POST',
                url: 'https://api.openai.com/v1/chat/completions',
                headers: [],
                body: { json: { q: 1 } },
              },
            }
          : {},
      ),
      replayOf(conversation()),
    ],
    ['the cassette was edited', runOf(conversation()), replayOf(conversation({ total: 13 }))],
    [
      'a report of an edited cassette',
      replayOf(conversation()),
      replayOf(conversation({ answer: 'Nothing was refunded here, sorry.' })),
    ],
    [
      'there was nothing to replay',
      runOf(conversation()),
      replayOf(conversation(), { recordedAt: null, status: 'failed', recordedActions: [] }),
    ],
    [
      'a rule that the base does not have',
      replayOf(conversation()),
      replayOf(conversation(), { rules: [{ rule: 'ignore $.messages', origin: 'call', uses: 3 }] }),
    ],
    [
      'an output that a rule lets differ',
      replayOf(conversation()),
      replayOf(conversation(), {
        tolerated: [{ action: 'lookup', path: '$', recorded: 1, replayed: 2 }],
      }),
    ],
    [
      'a recording that its own replay leaves',
      runOf(conversation()),
      {
        ...replayOf(conversation(), { divergences: [divergence()] }),
        recordings: runOf(conversation({ recordedAt: '2026-11-03T00:00:00.000Z' })).recordings,
      },
    ],
  ]
  test.each(cases)('%s', (_name, base, head) => {
    expect(compare(base, head).verdict).not.toBe('identical')
  })
})

test('what both replays do alike has not changed', () => {
  const part = { divergences: [divergence()] }
  const run = compare(replayOf(conversation(), part), replayOf(conversation(), part))
  expect(run).toMatchObject({ verdict: 'identical', divergences: [] })
})

test('a run that each release recorded once is compared recording against recording', () => {
  const live = { mode: 'record' as const }
  const base = replayOf(conversation(), live)
  const later = { recordedAt: '2026-11-05T00:00:00.000Z' }
  expect(compare(base, replayOf(conversation(later), live))).toMatchObject({
    verdict: 'identical',
    evidence: 'recording',
  })
  expect(compare(base, replayOf(conversation({ ...later, total: 13 }), live)).verdict).toBe(
    'changed',
  )
  // One side from a report, the other from a cassette.
  expect(compare(base, runOf(conversation({ ...later, total: 13 }))).verdict).toBe('changed')
  expect(compare(base, runOf(conversation(later))).verdict).toBe('identical')
  for (const other of [{ output: { refunded: false } }, { model: 'gpt-5' }, { answer: 'No.' }])
    expect(compare(base, runOf(conversation({ ...later, ...other }))).verdict).toBe('changed')
})
