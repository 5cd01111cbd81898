import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { renderComparison } from '../../../../src/node/render/comparison/terminal.ts'
import {
  buildChangedRun,
  buildComparedRun,
  buildComparison,
  buildFullComparison,
} from '../../comparison-fixture.ts'

test('the worst comes first, with its evidence and what to do', () => {
  expect(renderComparison(buildFullComparison())).toMatchInlineSnapshot(`
    "x vitest-replay compare: regressed
      7 runs: 1 regressed, 1 missing, 1 changed, 1 new, 1 equivalent, 2 identical
      2 runs were not replayed: nothing is known of what head's code does there
        run the tests (npx vitest run), then compare again; delete the cassette of a
          test that is gone
      first cause in 2 runs: the system prompt changed (src/agent.ts:12)
      base: git:main (commit ffffffffffff, 7 runs, 7 recordings, 0 replays)
      head: working tree (7 runs, 7 recordings, 0 replays)

      gate: failed
        failed          regressed
          pays back twice: regressed
        failed          missing
          gone: missing
        not applicable  cost>+10%
          no cost is known on both sides
        passed          matchRate<1

      regressed  pays back twice  (tests/pay.test.ts)
        evidence: replay, the base's recording, replayed by the head's code
        the head ends in tool_error:refund where the base succeeded
        First cause: the system prompt changed
          at position 1 of 4, action 0 (chat gpt-4o), src/agent.ts:12
            $.messages[0].content
            - You are kind.
            + You are brief.
        tools called, the base's and the head's:
            lookup
          - refund
          + escalate x2
        final output:
          - Your refund is on its way.
          + A colleague will call you.
        replay it to see both sides; where the change is meant, record it anew with
          VITEST_REPLAY=all:
          npx vitest run tests/pay.test.ts -t "pays back twice"

      missing  gone  (a.test.ts)
        if the test is still wanted, record it:
          VITEST_REPLAY=once npx vitest run a.test.ts -t "refunds an order"

      changed  refunds an order  (a.test.ts)
        evidence: recording, 1 recording against 1 recording
        one recording a side is not evidence of better or worse
        First cause: the system prompt changed
          at position 1 of 4, action 0 (chat gpt-4o), src/agent.ts:12
            $.messages[0].content
            - You are kind.
            + You are brief.
        tools called, the base's and the head's:
            lookup
          - refund
          + escalate x2
        final output:
          - Your refund is on its way.
          + A colleague will call you.
        cost: $0.01 -> $0.02, +$0.01 (+100%), one run, not evidence
        duration: 900 ms -> 2.4 s, +1.5 s (+167%), one run, not evidence
        to know whether it is worse, give replayRun the option "takes" and record it
          anew:
          VITEST_REPLAY=all npx vitest run a.test.ts -t "refunds an order"

      new  fresh  (a.test.ts)

      equivalent  reworded  (a.test.ts)
        only the wording of the final output differs

      2 runs are identical

      where to look first
        change: the system prompt changed
          first cause of 2 runs: pays back twice, refunds an order

      numbers over runs that are not critical: improved
        metric               base     head     delta         verdict
        repeated tool calls  1.25     0.5      -0.75 (-60%)  improved
          12 pairs of recordings; 95 % interval -1.1 to -0.4; p = 0.012 (sign test,
            n = 10)
        cost                 $0.0123  unknown  unknown       unknown
          1 pair of recordings; the price of the head's model is not known
        stop reasons, base -> head, p = 1 (Fisher's exact test, n = 12)
          success: 6 -> 5
          tool_error:refund: 0 -> 1

      numbers over critical runs: not evidence
        metric  base   head   delta    verdict
        cost    $0.01  $0.01  $0 (0%)  not evidence
          1 pair of recordings; one run, not evidence

      where numbers changed
        agent supportAgent (6 against 6 runs)
          metric               base  head  delta         verdict
          repeated tool calls  1.25  0.5   -0.75 (-60%)  improved
            12 pairs of recordings; 95 % interval -1.1 to -0.4; p = 0.012 (sign
              test, n = 10)
    "
  `)
})

test('colours add nothing but colours', () => {
  const plain = renderComparison(buildFullComparison())
  const colored = renderComparison(buildFullComparison(), { color: true })
  expect(colored).toContain('\u001b[31m')
  expect(stripVTControlCharacters(colored)).toBe(plain)
})

test('it keeps to the terminal, but for commands', () => {
  for (const width of [80, 120]) {
    const lines = renderComparison(buildFullComparison(), { width }).split('\n')
    expect(lines.filter((line) => line.length > width && !/^ {6}\S*.*npx /.test(line))).toEqual([])
  }
})

test('a comparison that is well is short', () => {
  expect(renderComparison(buildComparison([buildComparedRun()]))).toMatchInlineSnapshot(`
    "✓ vitest-replay compare: identical
      1 run: 1 identical
      base: git:main (commit ffffffffffff, 1 run, 1 recording, 0 replays)
      head: working tree (1 run, 1 recording, 0 replays)

      1 run is identical
    "
  `)
})

test('what nobody replayed is no good news', () => {
  const comparison = buildComparison([buildComparedRun()], { unreplayed: 1 })
  expect(renderComparison(comparison).split('\n').slice(0, 3)).toMatchInlineSnapshot(`
    [
      "! vitest-replay compare: identical, as far as is known",
      "  1 run: 1 identical",
      "  1 run was not replayed: nothing is known of what head's code does there",
    ]
  `)
})

test('nothing on either side is not called the same', () => {
  expect(renderComparison(buildComparison([])).split('\n')[0]).toMatchInlineSnapshot(
    `"! vitest-replay compare: nothing to compare"`,
  )
})

test('thousands of runs are counted, not printed', () => {
  const runs = Array.from({ length: 5000 }, (_, at) =>
    buildChangedRun({ name: `run ${at}`, reasons: [`reason ${at}`] }),
  )
  const text = renderComparison(buildComparison(runs))
  expect(text.split('\n').length).toBeLessThan(700)
  expect(text).toContain('4,980 more runs differ; --format json has them all')
})

test('one change that many runs have alike is told once', () => {
  const runs = Array.from({ length: 5000 }, (_, at) => buildChangedRun({ name: `run ${at}` }))
  const text = renderComparison(buildComparison(runs))
  expect(text.match(/First cause/g)).toHaveLength(1)
  expect(text).toContain(
    '  first cause in 5,000 runs: the system prompt changed (src/agent.ts:12)\n',
  )
  expect(text).toContain(
    '    the same in 4,999 more runs: run 1, run 2, run 3, run 4, run 5, and 4,994\n      more',
  )
})
