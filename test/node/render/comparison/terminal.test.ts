import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { renderComparison } from '../../../../src/node/render/comparison/terminal.ts'
import { buildComparison } from '../../../core/comparison/build-comparison.ts'
import { recordedAnew, replayed, unreplayed } from '../../../core/comparison/build-sides.ts'
import { buildFullComparison, REFUND } from '../../../core/comparison/full-comparison.ts'
import { repeatRuns } from '../../../core/comparison/repeat-runs.ts'

const brief = buildComparison([replayed('run', REFUND, { ...REFUND, system: 'You are brief.' })])
const same = () => recordedAnew('refunds an order', REFUND, REFUND)

test('the worst comes first, with its evidence and what to do', () => {
  expect(renderComparison(buildFullComparison())).toMatchInlineSnapshot(`
    "x vitest-replay compare: regressed
      21 runs: 1 regressed, 1 missing, 1 changed, 1 new, 1 equivalent, 16 identical
      2 runs were not replayed: nothing is known of what head's code does there
        skipped 1, skipped 2
        run the tests (npx vitest run), then compare again; delete the cassette of a
          test that is gone
      first cause in 1 run: the result of a tool changed (src/agent.ts:12)
      first cause in 1 run: the system prompt changed
      base: git:main (commit ffffffffffff, 20 runs, 20 recordings, 0 replays)
        2 files were left out
      head: working tree (20 runs, 19 recordings, 1 replay, match rate 0.5)

      gate: failed
        failed          regressed
          pays back twice: regressed: it ends in tool_error:refund, with the same
            answers that the base ended well with: the result of a tool changed at
            refund (position 4): the head does not make a call of the base: the run
            ended with Error: no budget at chat gpt-4o (position 5)
          2 runs not replayed: nothing is known of them
        failed          missing
          gone: missing: the head has no such run
          2 runs not replayed: nothing is known of them
        failed          matchRate<1
          pays back twice: 0.5
          skipped 1: not known
          skipped 2: not known
          not known of 2 runs: missing is not passing; 17 runs recorded anew, not
            replayed
        passed          cost>+10%
          one run, not evidence
        passed          latencyP95>1000

      regressed  pays back twice  (tests/pay.test.ts)
        evidence: replay, 1 replay against the recording it replays
        it ends in tool_error:refund, with the same answers that the base ended well
          with
        First cause: the result of a tool changed
          at position 4 of 6, action 3 (refund), src/agent.ts:12
            outcome
            - success
            + error
            output
            - {"ok":true}
            + "Error: no budget"
          1 later position follows from it

        Another cause: the head does not make a call of the base: the run ended with
          Error: no budget
          at position 5 of 6, action 4 (chat gpt-4o), src/agent.ts:12
            inputs
            -
              [{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type
              ":"function","function":{"name":"refund","arguments":"{\\"orderId\\":\\"A
              -17\\"}"}}]},{"role":...
        final output:
          - Your refund is on its way.
          + Error: no budget
        replay it to see both sides; where the change is meant, record it anew with
          VITEST_REPLAY=all:
          npx vitest run tests/pay.test.ts -t "^pays back twice$"

      missing  gone  (a.test.ts)
        the head has no such run
        if the test is still wanted, record it:
          VITEST_REPLAY=once npx vitest run a.test.ts -t "^gone$"

      changed  refunds an order  (a.test.ts)
        evidence: recording, 1 recording against 1 recording
        First cause: the system prompt changed
          at position 1 of 6, action 0 (chat gpt-4o)
            $.messages[0].content
            - You are kind.
            + You are brief.
          3 later positions follow from it

        Another cause: escalate was called instead of refund
          at position 4 of 6, action 3 (escalate)
            action
            - refund
            + escalate
            ... and 1 more path
        tools called, the base's and the head's:
            lookup
          - refund
          + escalate
        final output:
          - Your refund is on its way.
          + A colleague will call you.
        the same: error rate, tool error rate, repeated tool calls, duration, cost,
          tokens, actions
        to know whether it is worse, give replayRun the option "takes" and record it
          anew:
          VITEST_REPLAY=all npx vitest run a.test.ts -t "^refunds an order$"

      equivalent  reworded  (a.test.ts)
        evidence: recording, 1 recording against 1 recording
        only wording differs: the same tools are called with the same inputs
        First cause: an answer of the model changed
          at position 5 of 6, action 4 (chat gpt-4o)
            output.text
            - Your refund is on its way.
            + We have sent your refund today.
          1 later position follows from it
        final output:
          - Your refund is on its way.
          + We have sent your refund today.
        the same: error rate, tool error rate, repeated tool calls, duration, cost,
          tokens, actions

      new  fresh  (a.test.ts)
        the base has no such run

      16 runs are identical

      where to look first
        tool: the tool "refund" fails more often: check that it is available, its
          time limit and its inputs
          1 run ends in it now, and did not: pays back twice

      numbers over runs that are not critical: no consistent difference
        metric               base      head      delta               verdict
        success rate         unknown   1         unknown             unknown
          replays, 0 against 1 run; not known of the base
        error rate           0         0         0                   unchanged
          15 pairs of recordings; 95 % interval 0 to 0; p = 1 (permutation test, n =
            0); 15 pairs, 0 differ, p = 1
        error rate           0         1         +1                  not evidence
          1 pair of replays; one run, not evidence
        tool error rate      0         0         0                   unchanged
          15 pairs of recordings; 95 % interval 0 to 0; p = 1 (permutation test, n =
            0); 15 pairs, 0 differ, p = 1
        tool error rate      0         0.5       +0.5                not evidence
          1 pair of replays; one run, not evidence
        repeated tool calls  0         0         0                   unchanged
          15 pairs of recordings; 95 % interval 0 to 0; p = 1 (permutation test, n =
            0); 15 pairs, 0 differ, p = 1
        repeated tool calls  0         0         0                   not evidence
          1 pair of replays; one run, not evidence
        latency p95          45 ms     45 ms     0 ms (0%)           not evidence
          15 pairs of recordings; 15 runs, not evidence
        duration             44 ms     44 ms     0 ms (0%)           unchanged
          15 pairs of recordings; 95 % interval 0 ms to 0 ms; p = 1 (permutation
            test, n = 0); 15 pairs, 0 differ, p = 1
        cost                 $0.00665  $0.00293  -$0.00372 (-55.9%)  improved
          15 pairs of recordings; 95 % interval -$0.00478 to -$0.0027; p < 0.001
            (permutation test, n = 12); 15 pairs, 12 differ, p < 0.001
        tokens               6         6         0 (0%)              unchanged
          15 pairs of recordings; 95 % interval 0 to 0; p = 1 (permutation test, n =
            0); 15 pairs, 0 differ, p = 1
        actions              4.87      4.87      0 (0%)              unchanged
          15 pairs of recordings; 95 % interval 0 to 0; p = 1 (sign test, n = 0); 15
            pairs, 0 differ, p = 1
        actions              5         4         -1 (-20%)           not evidence
          1 pair of replays; one run, not evidence
        mean match rate      unknown   0.5       unknown             unknown
          replays, 0 against 1 run; not known of the base
        success rate: not known
        mean determinism: not known: only replays tell
        stop reasons, base -> head, p = 0.99 (Fisher's exact test, n = 32)
          success: 16 -> 15
          tool_error:refund: 0 -> 1

      numbers over critical runs: not evidence
        metric               base    head    delta      verdict
        error rate           0       0       0          not evidence
          1 pair of recordings; one run, not evidence
        tool error rate      0       0       0          not evidence
          1 pair of recordings; one run, not evidence
        repeated tool calls  0       0       0          not evidence
          1 pair of recordings; one run, not evidence
        latency p95          45 ms   45 ms   0 ms (0%)  not evidence
          1 pair of recordings; one run, not evidence
        duration             45 ms   45 ms   0 ms (0%)  not evidence
          1 pair of recordings; one run, not evidence
        cost                 $0.003  $0.003  $0 (0%)    not evidence
          1 pair of recordings; one run, not evidence
        tokens               6       6       0 (0%)     not evidence
          1 pair of recordings; one run, not evidence
        actions              5       5       0 (0%)     not evidence
          1 pair of recordings; one run, not evidence
        success rate: not known
        mean match rate, mean determinism: not known: only replays tell

      where numbers changed
        agent supportAgent (19 against 19 runs)
          metric  base      head      delta               verdict
          cost    $0.00665  $0.00293  -$0.00372 (-55.9%)  improved
            15 pairs of recordings; p < 0.001 (sign test, n = 12); 15 pairs, 12
              differ, p < 0.001
        model gpt-4o (16 against 16 runs)
          metric  base      head      delta               verdict
          cost    $0.00665  $0.00293  -$0.00372 (-55.9%)  improved
            15 pairs of recordings; p < 0.001 (sign test, n = 12); 15 pairs, 12
              differ, p < 0.001
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
  expect(renderComparison(buildComparison([same()]))).toMatchInlineSnapshot(`
    "✓ vitest-replay compare: identical
      1 run: 1 identical
      base: git:main (commit ffffffffffff, 1 run, 1 recording, 0 replays)
      head: working tree (1 run, 1 recording, 0 replays)

      1 run is identical

      numbers over all runs: not evidence
        metric               base    head    delta      verdict
        error rate           0       0       0          not evidence
          1 pair of recordings; one run, not evidence
        tool error rate      0       0       0          not evidence
          1 pair of recordings; one run, not evidence
        repeated tool calls  0       0       0          not evidence
          1 pair of recordings; one run, not evidence
        latency p95          45 ms   45 ms   0 ms (0%)  not evidence
          1 pair of recordings; one run, not evidence
        duration             45 ms   45 ms   0 ms (0%)  not evidence
          1 pair of recordings; one run, not evidence
        cost                 $0.003  $0.003  $0 (0%)    not evidence
          1 pair of recordings; one run, not evidence
        tokens               6       6       0 (0%)     not evidence
          1 pair of recordings; one run, not evidence
        actions              5       5       0 (0%)     not evidence
          1 pair of recordings; one run, not evidence
        success rate: not known
        mean match rate, mean determinism: not known: only replays tell
    "
  `)
})

test('what nobody replayed is no good news', () => {
  const comparison = buildComparison([unreplayed('refunds an order', REFUND)])
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
  const [prompt, ...others] = brief.runs[0]!.divergences
  const [path] = prompt!.paths
  const each = repeatRuns(brief, 5000, (at) => ({
    divergences: [
      { ...prompt!, paths: [{ ...path!, replayed: `You are brief ${at}.` }] },
      ...others,
    ],
  }))
  const text = renderComparison(each)
  expect(text.split('\n').length).toBeLessThan(700)
  expect(text).toContain('4,980 more runs differ; --format json has them all')
})

test('a change that many runs share is printed once', () => {
  const text = renderComparison(repeatRuns(brief, 5000))
  expect(text.match(/First cause/g)).toHaveLength(1)
  expect(text).toContain(
    '  first cause in 5,000 runs: the system prompt changed (src/agent.ts:12)\n',
  )
  expect(text).toContain(
    '    the same in 4,999 more runs: run 1, run 2, run 3, run 4, run 5, and 4,994\n      more',
  )
})
