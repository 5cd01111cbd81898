import { expect, test } from 'vitest'
import { renderComparisonMarkdown } from '../../../../src/node/render/comparison/markdown.ts'
import {
  buildChangedRun,
  buildComparedRun,
  buildComparison,
  buildFullComparison,
} from '../../comparison-fixture.ts'
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
    > - 7 runs: 1 regressed, 1 missing, 1 changed, 1 new, 1 equivalent, 2 identical. **The gate failed**: <code>regressed</code>, <code>missing</code>.
    > - **2 runs were not replayed: nothing is known of what head's code does there**. Run the tests, then compare again.
    > - **Regressed**: <code>pays back twice</code> in <code>tests&#47;pay&#46;test&#46;ts</code>, first cause: <code>the system prompt changed &#40;src&#47;agent&#46;ts&#58;12&#41;</code>. It no longer calls <code>refund</code>, calls <code>escalate</code> where it did not and ends in another output.
    > - Replay it to see both sides; where the change is meant, record it anew with VITEST_REPLAY=all: <code>npx vitest run tests&#47;pay&#46;test&#46;ts &#45;t &#34;pays back twice&#34;</code>
    > - First cause: <code>the system prompt changed &#40;src&#47;agent&#46;ts&#58;12&#41;</code> in 2 runs.

    Base <code>git&#58;main</code>: commit <code>ffffffffffff</code>, 7 runs, 7 recordings, 0 replays. Head <code>working tree</code>: 7 runs, 7 recordings, 0 replays.

    | rule | result | on |
    | --- | --- | --- |
    | <code>regressed</code> | **failed** | <code>pays back twice&#58; regressed</code> |
    | <code>missing</code> | **failed** | <code>gone&#58; missing</code> |
    | <code>cost&#62;&#43;10&#37;</code> | not applicable | <code>no cost is known on both sides</code> |
    | <code>matchRate&#60;1</code> | passed |  |

    <details><summary><b>regressed</b> <code>pays back twice</code>: <code>the system prompt changed &#40;src&#47;agent&#46;ts&#58;12&#41;</code></summary>

    In <code>tests&#47;pay&#46;test&#46;ts</code>. Evidence: replay, <code>the base&#39;s recording&#44; replayed by the head&#39;s code</code>.

    \`\`\`diff
      the head ends in tool_error:refund where the base succeeded
      First cause: the system prompt changed
        at position 1 of 4, action 0 (chat gpt-4o), src/agent.ts:12
          $.messages[0].content
    -     You are kind.
    +     You are brief.
      tools called, the base's and the head's:
          lookup
    -   refund
    +   escalate x2
      final output:
    -   Your refund is on its way.
    +   A colleague will call you.
    \`\`\`

    Replay it to see both sides; where the change is meant, record it anew with VITEST_REPLAY=all:

    \`\`\`sh
    npx vitest run tests/pay.test.ts -t "pays back twice"
    \`\`\`

    </details>

    <details><summary><b>missing</b> <code>gone</code></summary>

    In <code>a&#46;test&#46;ts</code>.

    If the test is still wanted, record it:

    \`\`\`sh
    VITEST_REPLAY=once npx vitest run a.test.ts -t "refunds an order"
    \`\`\`

    </details>

    <details><summary><b>changed</b> <code>refunds an order</code>: <code>the system prompt changed &#40;src&#47;agent&#46;ts&#58;12&#41;</code></summary>

    In <code>a&#46;test&#46;ts</code>. Evidence: recording, <code>1 recording against 1 recording</code>.

    \`\`\`diff
      one recording a side is not evidence of better or worse
      First cause: the system prompt changed
        at position 1 of 4, action 0 (chat gpt-4o), src/agent.ts:12
          $.messages[0].content
    -     You are kind.
    +     You are brief.
      tools called, the base's and the head's:
          lookup
    -   refund
    +   escalate x2
      final output:
    -   Your refund is on its way.
    +   A colleague will call you.
      cost: $0.01 -> $0.02, +$0.01 (+100%), one run, not evidence
      duration: 900 ms -> 2.4 s, +1.5 s (+167%), one run, not evidence
    \`\`\`

    To know whether it is worse, give replayRun the option "takes" and record it anew:

    \`\`\`sh
    VITEST_REPLAY=all npx vitest run a.test.ts -t "refunds an order"
    \`\`\`

    </details>

    #### Numbers over runs that are not critical: improved

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | repeated tool calls | 1.25 | 0.5 | -0.75 (-60%) | -1.1 to -0.4 | p = 0.012 (sign test, n = 10) | **improved** | 12 pairs of recordings |
    | cost | $0.0123 | unknown | unknown |  |  | unknown | 1 pair of recordings; <code>the price of the head&#39;s model is not known</code> |

    Stop reasons: <code>success</code> 6 -&#62; 5, <code>tool&#95;error&#58;refund</code> 0 -&#62; 1; p = 1 (Fisher's exact test, n = 12).

    <details><summary>Numbers over critical runs: not evidence</summary>

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | cost | $0.01 | $0.01 | $0 (0%) |  |  | not evidence | 1 pair of recordings; <code>one run&#44; not evidence</code> |

    </details>

    #### Where to look first

    - change: <code>the system prompt changed</code>
      - <code>first cause of 2 runs</code>: <code>pays back twice</code>, <code>refunds an order</code>

    <details><summary>Where numbers changed</summary>

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | agent <code>supportAgent</code>: repeated tool calls | 1.25 | 0.5 | -0.75 (-60%) | -1.1 to -0.4 | p = 0.012 (sign test, n = 10) | **improved** | 12 pairs of recordings |

    </details>

    1 run new: <code>fresh</code>.

    1 run equivalent: <code>reworded</code>.

    2 runs identical.

    <sub>Evidence: <b>replay</b>, the base's recording replayed by the head's code (behaviour only); <b>recording</b>, one recording against another (one run is not evidence of better or worse); <b>takes</b>, several recordings a side. p: two-sided, corrected for the number of metrics (Holm).</sub>
    "
  `)
})

test('a comparison that is well is short', () => {
  expect(renderComparisonMarkdown(buildComparison([buildComparedRun()]))).toMatchInlineSnapshot(`
    "<!-- vitest-replay-comparison -->
    ### :white_check_mark: vitest-replay: identical

    > [!TIP]
    > - 1 run: 1 identical.

    Base <code>git&#58;main</code>: commit <code>ffffffffffff</code>, 1 run, 1 recording, 0 replays. Head <code>working tree</code>: 1 run, 1 recording, 0 replays.

    1 run identical.

    <sub>Evidence: <b>replay</b>, the base's recording replayed by the head's code (behaviour only); <b>recording</b>, one recording against another (one run is not evidence of better or worse); <b>takes</b>, several recordings a side. p: two-sided, corrected for the number of metrics (Holm).</sub>
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
  const comparison = buildComparison([buildComparedRun()], { unreplayed: 1 })
  const head = renderComparisonMarkdown(comparison).split('\n').slice(0, 7)
  expect(head).toMatchInlineSnapshot(`
    [
      "<!-- vitest-replay-comparison -->",
      "### :warning: vitest-replay: identical, as far as is known",
      "",
      "> [!WARNING]",
      "> - 1 run: 1 identical.",
      "> - **1 run was not replayed: nothing is known of what head's code does there**. Run the tests, then compare again.",
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
  const runs = Array.from({ length: RUNS }, (_, at) => {
    const run = buildChangedRun({
      name: `run ${at} ${text}`,
      id: `run-${at}`,
      verdict: at === RUNS - 1 ? 'regressed' : 'changed',
      reasons: [text],
      tools: Array.from({ length: 50 }, () => ({ change: 'added', name: text })),
      finalOutput: { base: text, head: `${text}!` },
    })
    const [divergence] = run.divergences
    return {
      ...run,
      divergences: Array.from({ length: 8 }, (_, index) => ({
        ...divergence!,
        index,
        action: text,
        paths: [{ path: text, recorded: text, replayed: `${text}?` }],
      })),
    }
  })
  const full = buildFullComparison()
  const { numbers, critical, hypotheses } = full
  const comparison = buildComparison(runs, {
    numbers,
    critical,
    hypotheses: hypotheses.map((one) => ({ ...one, statement: text })),
    segments: Array.from({ length: 500 }, () => ({ ...full.segments[0]!, value: text })),
    gate: {
      passed: false,
      rules: Array.from({ length: 300 }, () => ({
        rule: text,
        result: 'failed',
        failures: runs.map(({ id }) => ({ run: id, what: text })),
        note: text,
      })),
    },
  })
  const markdown = renderComparisonMarkdown(comparison)
  expect(lengthOf(markdown)).toBeLessThan(65_000)
  const shown = [...markdown.matchAll(/<summary><b>(\w+)<\/b>/g)].map((match) => match[1])
  expect(shown.length).toBeGreaterThan(2)
  expect(shown.slice(0, 2)).toEqual(['regressed', 'changed'])
  expect(markdown).toMatch(/\n[\d,]+ more runs not shown here: [\d,]+ changed\.\n/)
  expect(markdown.match(/<details>/g)).toHaveLength(markdown.match(/<\/details>/g)!.length)
})
