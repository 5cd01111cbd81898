import { expect, test } from 'vitest'
import type { Comparison } from '../../../../src/core/report/comparison-schema.ts'
import { renderComparisonMarkdown } from '../../../../src/node/render/comparison/markdown.ts'
import { buildComparison } from '../../../core/comparison/build-comparison.ts'
import { recordedAnew, unreplayed } from '../../../core/comparison/build-sides.ts'
import { buildFullComparison, HAND_OVER, REFUND } from '../../../core/comparison/full-comparison.ts'
import { repeatRuns } from '../../../core/comparison/repeat-runs.ts'
import { tableSize } from '../../../table-size.ts'

/** As GitHub may count: bytes are never fewer than characters. */
function lengthOf(text: string): number {
  return Math.max(text.length, Buffer.byteLength(text), [...text].length)
}

test('a reviewer reads first whether it is worse, where, since what, and what to do', () => {
  expect(renderComparisonMarkdown(buildFullComparison())).toMatchInlineSnapshot(`
    "<!-- vitest-replay-comparison -->
    ### :x: vitest-replay: regressed

    > [!CAUTION]
    > - 21 runs: 1 regressed, 1 missing, 1 changed, 1 new, 1 equivalent, 16 identical. **The gate failed**: <code>regressed</code>, <code>missing</code>, <code>matchRate&#60;1</code>.
    > - **2 runs were not replayed: nothing is known of what head's code does there**: <code>skipped 1</code>, <code>skipped 2</code>. Run the tests, then compare again.
    > - **Regressed**: <code>pays back twice</code> in <code>tests&#47;pay&#46;test&#46;ts</code>, first cause: <code>the result of a tool changed &#40;src&#47;agent&#46;ts&#58;12&#41;</code>. It ends in another output.
    > - Replay it to see both sides; where the change is meant, record it anew with VITEST_REPLAY=all: <code>npx vitest run tests&#47;pay&#46;test&#46;ts &#45;t &#34;&#94;pays back twice&#36;&#34;</code>
    > - First causes: <code>the result of a tool changed &#40;src&#47;agent&#46;ts&#58;12&#41;</code> in 1 run, <code>the system prompt changed</code> in 1 run.

    Base <code>git&#58;main</code>: commit <code>ffffffffffff</code>, 20 runs, 20 recordings, 0 replays. Head <code>working tree</code>: 20 runs, 19 recordings, 1 replay, match rate 0.5.

    - base: <code>2 files were left out</code>

    | rule | result | on |
    | --- | --- | --- |
    | <code>regressed</code> | **failed** | <code>pays back twice&#58; regressed&#58; it ends in tool&#95;error&#58;refund&#44; with the same answers that the base ended …</code><br><code>2 runs not replayed&#58; nothing is known of them</code> |
    | <code>missing</code> | **failed** | <code>gone&#58; missing&#58; the head has no such run</code><br><code>2 runs not replayed&#58; nothing is known of them</code> |
    | <code>matchRate&#60;1</code> | **failed** | <code>pays back twice&#58; 0&#46;5</code><br><code>skipped 1&#58; not known</code><br><code>skipped 2&#58; not known</code><br><code>not known of 2 runs&#58; missing is not passing&#59; 17 runs recorded anew&#44; not replayed</code> |
    | <code>cost&#62;&#43;10&#37;</code> | passed | <code>one run&#44; not evidence</code> |
    | <code>latencyP95&#62;1000</code> | passed |  |

    <details><summary><b>regressed</b> <code>pays back twice</code>: <code>the result of a tool changed &#40;src&#47;agent&#46;ts&#58;12&#41;</code></summary>

    In <code>tests&#47;pay&#46;test&#46;ts</code>. Evidence: replay, <code>1 replay against the recording it replays</code>.

    \`\`\`diff
      it ends in tool_error:refund, with the same answers that the base ended well with
      First cause: the result of a tool changed
        at position 4 of 6, action 3 (refund), src/agent.ts:12
          outcome
    -     success
    +     error
          output
    -     {"ok":true}
    +     "Error: no budget"
        1 later position follows from it
      
      Another cause: the head does not make a call of the base: the run ended with Error: no budget
        at position 5 of 6, action 4 (chat gpt-4o), src/agent.ts:12
          inputs
    -     [{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"refund","arguments":"{\\"orderId\\":\\"A-17\\"}"}}]},{"role":...
      final output:
    -   Your refund is on its way.
    +   Error: no budget
    \`\`\`

    Replay it to see both sides; where the change is meant, record it anew with VITEST_REPLAY=all:

    \`\`\`sh
    npx vitest run tests/pay.test.ts -t "^pays back twice$"
    \`\`\`

    </details>

    <details><summary><b>missing</b> <code>gone</code>: <code>the head has no such run</code></summary>

    In <code>a&#46;test&#46;ts</code>.

    \`\`\`diff
      the head has no such run
    \`\`\`

    If the test is still wanted, record it:

    \`\`\`sh
    VITEST_REPLAY=once npx vitest run a.test.ts -t "^gone$"
    \`\`\`

    </details>

    <details><summary><b>changed</b> <code>refunds an order</code>: <code>the system prompt changed</code></summary>

    In <code>a&#46;test&#46;ts</code>. Evidence: recording, <code>1 recording against 1 recording</code>.

    \`\`\`diff
      First cause: the system prompt changed
        at position 1 of 6, action 0 (chat gpt-4o)
          $.messages[0].content
    -     You are kind.
    +     You are brief.
        3 later positions follow from it
      
      Another cause: escalate was called instead of refund
        at position 4 of 6, action 3 (escalate)
          action
    -     refund
    +     escalate
          ... and 1 more path
      tools called, the base's and the head's:
          lookup
    -   refund
    +   escalate
      final output:
    -   Your refund is on its way.
    +   A colleague will call you.
      the same: error rate, tool error rate, repeated tool calls, duration, cost, tokens, actions
    \`\`\`

    To know whether it is worse, give replayRun the option "takes" and record it anew:

    \`\`\`sh
    VITEST_REPLAY=all npx vitest run a.test.ts -t "^refunds an order$"
    \`\`\`

    </details>

    <details><summary><b>equivalent</b> <code>reworded</code>: <code>an answer of the model changed</code></summary>

    In <code>a&#46;test&#46;ts</code>. Evidence: recording, <code>1 recording against 1 recording</code>.

    \`\`\`diff
      only wording differs: the same tools are called with the same inputs
      First cause: an answer of the model changed
        at position 5 of 6, action 4 (chat gpt-4o)
          output.text
    -     Your refund is on its way.
    +     We have sent your refund today.
        1 later position follows from it
      final output:
    -   Your refund is on its way.
    +   We have sent your refund today.
      the same: error rate, tool error rate, repeated tool calls, duration, cost, tokens, actions
    \`\`\`

    </details>

    #### Numbers over runs that are not critical: no consistent difference

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | success rate | unknown | 1 | unknown |  |  | unknown | replays, 0 against 1 run; <code>not known of the base</code> |
    | error rate | 0 | 0 | 0 | 0 to 0 | p = 1 (permutation test, n = 0) | unchanged | 15 pairs of recordings; <code>15 pairs&#44; 0 differ&#44; p &#61; 1</code> |
    | error rate | 0 | 1 | +1 |  |  | not evidence | 1 pair of replays; <code>one run&#44; not evidence</code> |
    | tool error rate | 0 | 0 | 0 | 0 to 0 | p = 1 (permutation test, n = 0) | unchanged | 15 pairs of recordings; <code>15 pairs&#44; 0 differ&#44; p &#61; 1</code> |
    | tool error rate | 0 | 0.5 | +0.5 |  |  | not evidence | 1 pair of replays; <code>one run&#44; not evidence</code> |
    | repeated tool calls | 0 | 0 | 0 | 0 to 0 | p = 1 (permutation test, n = 0) | unchanged | 15 pairs of recordings; <code>15 pairs&#44; 0 differ&#44; p &#61; 1</code> |
    | repeated tool calls | 0 | 0 | 0 |  |  | not evidence | 1 pair of replays; <code>one run&#44; not evidence</code> |
    | latency p95 | 45 ms | 45 ms | 0 ms (0%) |  |  | not evidence | 15 pairs of recordings; <code>15 runs&#44; not evidence</code> |
    | duration | 44 ms | 44 ms | 0 ms (0%) | 0 ms to 0 ms | p = 1 (permutation test, n = 0) | unchanged | 15 pairs of recordings; <code>15 pairs&#44; 0 differ&#44; p &#61; 1</code> |
    | cost | $0.00665 | $0.00293 | -$0.00372 (-55.9%) | -$0.00478 to -$0.0027 | p &#60; 0.001 (permutation test, n = 12) | **improved** | 15 pairs of recordings; <code>15 pairs&#44; 12 differ&#44; p &#60; 0&#46;001</code> |
    | tokens | 6 | 6 | 0 (0%) | 0 to 0 | p = 1 (permutation test, n = 0) | unchanged | 15 pairs of recordings; <code>15 pairs&#44; 0 differ&#44; p &#61; 1</code> |
    | actions | 4.87 | 4.87 | 0 (0%) | 0 to 0 | p = 1 (sign test, n = 0) | unchanged | 15 pairs of recordings; <code>15 pairs&#44; 0 differ&#44; p &#61; 1</code> |
    | actions | 5 | 4 | -1 (-20%) |  |  | not evidence | 1 pair of replays; <code>one run&#44; not evidence</code> |
    | mean match rate | unknown | 0.5 | unknown |  |  | unknown | replays, 0 against 1 run; <code>not known of the base</code> |

    success rate: <code>not known</code>.

    mean determinism: <code>not known&#58; only replays tell</code>.

    Stop reasons: <code>success</code> 16 -&#62; 15, <code>tool&#95;error&#58;refund</code> 0 -&#62; 1; p = 0.99 (Fisher's exact test, n = 32).

    <details><summary>Numbers over critical runs: not evidence</summary>

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | error rate | 0 | 0 | 0 |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | tool error rate | 0 | 0 | 0 |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | repeated tool calls | 0 | 0 | 0 |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | latency p95 | 45 ms | 45 ms | 0 ms (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | duration | 45 ms | 45 ms | 0 ms (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | cost | $0.003 | $0.003 | $0 (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | tokens | 6 | 6 | 0 (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | actions | 5 | 5 | 0 (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |

    success rate: <code>not known</code>.

    mean match rate, mean determinism: <code>not known&#58; only replays tell</code>.

    </details>

    #### Where to look first

    - tool: <code>the tool &#34;refund&#34; fails more often&#58; check that it is available&#44; its time limit and its inputs</code>
      - <code>1 run ends in it now&#44; and did not</code>: <code>pays back twice</code>

    <details><summary>Where numbers changed</summary>

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | agent <code>supportAgent</code>: cost | $0.00665 | $0.00293 | -$0.00372 (-55.9%) |  | p &#60; 0.001 (sign test, n = 12) | **improved** | 15 pairs of recordings; <code>15 pairs&#44; 12 differ&#44; p &#60; 0&#46;001</code> |
    | model <code>gpt&#45;4o</code>: cost | $0.00665 | $0.00293 | -$0.00372 (-55.9%) |  | p &#60; 0.001 (sign test, n = 12) | **improved** | 15 pairs of recordings; <code>15 pairs&#44; 12 differ&#44; p &#60; 0&#46;001</code> |

    </details>

    1 run new: <code>fresh</code>.

    16 runs identical.

    <sub>Evidence: <b>replay</b>, the base's recording replayed by the head's code (behaviour only); <b>recording</b>, one recording against another (one run is not evidence of better or worse); <b>takes</b>, several recordings a side. p: two-sided, corrected for the number of metrics, for the runs at hand: their takes divided by chance.</sub>
    "
  `)
})

test('a comparison that is well is short', () => {
  expect(
    renderComparisonMarkdown(buildComparison([recordedAnew('refunds an order', REFUND, REFUND)])),
  ).toMatchInlineSnapshot(`
    "<!-- vitest-replay-comparison -->
    ### :white_check_mark: vitest-replay: identical

    > [!TIP]
    > - 1 run: 1 identical.

    Base <code>git&#58;main</code>: commit <code>ffffffffffff</code>, 1 run, 1 recording, 0 replays. Head <code>working tree</code>: 1 run, 1 recording, 0 replays.

    <details><summary>Numbers over all runs: not evidence</summary>

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | error rate | 0 | 0 | 0 |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | tool error rate | 0 | 0 | 0 |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | repeated tool calls | 0 | 0 | 0 |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | latency p95 | 45 ms | 45 ms | 0 ms (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | duration | 45 ms | 45 ms | 0 ms (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | cost | $0.003 | $0.003 | $0 (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | tokens | 6 | 6 | 0 (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |
    | actions | 5 | 5 | 0 (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |

    success rate: <code>not known</code>.

    mean match rate, mean determinism: <code>not known&#58; only replays tell</code>.

    </details>

    1 run identical.

    <sub>Evidence: <b>replay</b>, the base's recording replayed by the head's code (behaviour only); <b>recording</b>, one recording against another (one run is not evidence of better or worse); <b>takes</b>, several recordings a side. p: two-sided, corrected for the number of metrics, for the runs at hand: their takes divided by chance.</sub>
    "
  `)
})

test('the hidden first line tells the comments of several suites apart', () => {
  const firstLine = (key?: string) =>
    renderComparisonMarkdown(buildComparison([]), { key }).split('\n')[0]
  expect(firstLine()).toBe('<!-- vitest-replay-comparison -->')
  expect(firstLine('e2e')).toBe('<!-- vitest-replay-comparison: e2e -->')
  expect(firstLine('--> @octocat')).toBe('<!-- vitest-replay-comparison: -octocat -->')
})

test('what nobody replayed is said at once', () => {
  const comparison = buildComparison([unreplayed('refunds an order', REFUND)])
  const head = renderComparisonMarkdown(comparison).split('\n').slice(0, 7)
  expect(head).toMatchInlineSnapshot(`
    [
      "<!-- vitest-replay-comparison -->",
      "### :warning: vitest-replay: identical, as far as is known",
      "",
      "> [!WARNING]",
      "> - 1 run: 1 identical.",
      "> - **1 run was not replayed: nothing is known of what head's code does there**: <code>refunds an order</code>. Run the tests, then compare again.",
      "",
    ]
  `)
})

const RUNS = tableSize({ sample: 1000, whole: 5000 })

test.each([
  ['letters', 'x'.repeat(20_000)],
  ['ticks', '`*'.repeat(10_000)],
  ['several bytes', '\u{1f680}\u6f22'.repeat(5000)],
  ['lines', 'one more line\n'.repeat(3000)],
])(`${RUNS} changed runs with huge diffs of %s fit a comment, worst first`, (_, text) => {
  const full = buildFullComparison()
  const changed = buildComparison([recordedAnew('run', REFUND, HAND_OVER)])
  const huge = repeatRuns(changed, RUNS, (at, run) => ({
    name: `run ${at} ${text}`,
    verdict: at === RUNS - 1 ? 'regressed' : 'changed',
    reasons: [text],
    tools: Array.from({ length: 50 }, () => ({ change: 'added', name: text })),
    finalOutput: { base: text, head: `${text}!` },
    divergences: Array.from({ length: 8 }, (_, index) => ({
      ...run.divergences[0]!,
      index,
      action: text,
      paths: [{ path: text, recorded: text, replayed: `${text}?` }],
    })),
  }))
  const { numbers, critical, hypotheses } = full
  const comparison: Comparison = {
    ...huge,
    verdict: 'regressed',
    numbers,
    critical,
    hypotheses: hypotheses.map((one) => ({ ...one, statement: text })),
    segments: Array.from({ length: 500 }, () => ({ ...full.segments[0]!, value: text })),
    gate: {
      passed: false,
      rules: Array.from({ length: 300 }, () => ({
        rule: text,
        result: 'failed',
        failures: huge.runs.map(({ id }) => ({ run: id, what: text })),
        note: text,
      })),
    },
  }
  const markdown = renderComparisonMarkdown(comparison)
  expect(lengthOf(markdown)).toBeLessThan(65_000)
  const shown = [...markdown.matchAll(/<summary><b>(\w+)<\/b>/g)].map((match) => match[1])
  expect(shown.length).toBeGreaterThan(2)
  expect(shown.slice(0, 2)).toEqual(['regressed', 'changed'])
  expect(markdown).toMatch(/\n[\d,]+ more runs not shown here: [\d,]+ changed\.\n/)
  expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)!.length)
})
