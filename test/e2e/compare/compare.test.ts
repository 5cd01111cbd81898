import { beforeAll, expect, test } from 'vitest'
import { ComparisonSchema } from '../../../src/report.ts'
import { createRelease, prompt, settled, testFile, type ReleaseProject } from './release-project.ts'

let release: ReleaseProject
beforeAll(async () => {
  const ends: Array<() => void | Promise<void>> = []
  release = await createRelease(['A-1'], (end) => ends.push(end))
  return async () => {
    for (const end of ends) await end()
  }
})

test('a pull request: the prompt changed, a test is gone, another one is new', async () => {
  const { project, repository, runTests, compare } = await createRelease(['A-1', 'A-2', 'gone'])
  const same = await compare('git:main')
  expect(same.exitCode).toBe(0)
  expect(settled(same.output)).toMatchInlineSnapshot(`
    "! vitest-replay compare: identical, as far as is known
      3 runs: 3 identical
      3 runs were not replayed: nothing is known of what head's code does there
        A-1, A-2, gone
        run the tests (npx vitest run), then compare again; delete the cassette of a
          test that is gone
      base: git:main (commit <commit>, 3 runs, 3 recordings, 0 replays)
      head: working tree (3 runs, 3 recordings, 0 replays)

      3 runs are identical

      numbers over all runs: not evidence
        success rate, error rate, tool error rate, repeated tool calls, actions: not
          known
        latency p95, duration, cost, tokens: not known: only recordings tell, and
          none was made anew
        mean match rate, mean determinism: not known: only replays tell
    "
  `)

  repository.git('checkout', '--quiet', '-b', 'feature')
  project.write('src/prompt.ts', prompt('You are brief.'))
  project.write('tests/orders.test.ts', testFile(['A-1', 'A-2', 'fresh']))
  repository.git('rm', '--quiet', 'tests/__cassettes__/orders.test.ts/gone.cassette.jsonl')
  expect((await runTests()).exitCode).toBe(1)

  const terminal = await compare()
  expect(terminal.exitCode).toBe(0)
  expect(settled(terminal.output)).toMatchInlineSnapshot(`
    "x vitest-replay compare: missing
      4 runs: 1 missing, 2 changed, 1 new
      first cause in 2 runs: the system prompt changed (src/agent.ts:5)
      base: merge base with main (commit <commit>, 3 runs, 3 recordings, 0
        replays)
        it is the present commit: only uncommitted changes can differ
      head: working tree (3 runs, 3 recordings, 2 replays, match rate 0.75)

      missing  gone  (tests/orders.test.ts)
        the head has no such run
        if the test is still wanted, record it:
          VITEST_REPLAY=once npx vitest run tests/orders.test.ts -t "^gone$"

      changed  A-1  (tests/orders.test.ts)
        evidence: replay, 1 replay against the recording it replays
        what the model answers to that is not known before it is recorded anew
        First cause: the system prompt changed
          at position 2 of 4, action 1 (chat gpt-4o), src/agent.ts:5
            $.messages[0].content
            - You are kind.
            + You are brief.
        the same in 1 more run: A-2
        where the change is meant, record it anew:
          VITEST_REPLAY=all npx vitest run tests/orders.test.ts -t "^A-1$"

      new  fresh  (tests/orders.test.ts)
        the base has no such run

      numbers over all runs: not evidence
        metric  base  head  delta  verdict
        success rate  unknown  0  unknown  unknown
          replays, 0 against 2 runs; not known of the base
        error rate  0  unknown  unknown  unknown
          replays, 2 against 0 runs; not known of the head
        tool error rate  0  0  0  not evidence
          2 pairs of replays; 2 runs, not evidence
        repeated tool calls  0  0  0  not evidence
          2 pairs of replays; 2 runs, not evidence
        actions  3  3  0 (0%)  not evidence
          2 pairs of replays; 2 runs, not evidence
        mean match rate  unknown  0.75  unknown  unknown
          replays, 0 against 2 runs; not known of the base
        latency p95, duration, cost, tokens: not known: only recordings tell, and
          none was made anew
        mean determinism: not known: only replays tell
    "
  `)

  const rules = ['--fail-on', 'regressed,missing', '--fail-on', 'cost>+10%']
  const markdown = await compare('--format', 'markdown', ...rules)
  expect(markdown.exitCode).toBe(1)
  expect(settled(markdown.output)).toMatchInlineSnapshot(`
    "<!-- vitest-replay-comparison -->
    ### :x: vitest-replay: missing

    > [!CAUTION]
    > - 4 runs: 1 missing, 2 changed, 1 new. **The gate failed**: <code>missing</code>.
    > - **Missing**: <code>gone</code> in <code>tests&#47;orders&#46;test&#46;ts</code>: <code>the head has no such run</code>.
    > - If the test is still wanted, record it: <code>VITEST&#95;REPLAY&#61;once npx vitest run tests&#47;orders&#46;test&#46;ts &#45;t &#34;&#94;gone&#36;&#34;</code>
    > - First cause: <code>the system prompt changed &#40;src&#47;agent&#46;ts&#58;5&#41;</code> in 2 runs.

    Base <code>merge base with main</code>: commit <code><commit></code>, 3 runs, 3 recordings, 0 replays. Head <code>working tree</code>: 3 runs, 3 recordings, 2 replays, match rate 0.75.

    - base: <code>it is the present commit&#58; only uncommitted changes can differ</code>

    | rule | result | on |
    | --- | --- | --- |
    | <code>missing</code> | **failed** | <code>gone&#58; missing&#58; the head has no such run</code> |
    | <code>cost&#62;&#43;10&#37;</code> | not applicable | <code>nothing was recorded anew on both sides</code> |
    | <code>regressed</code> | passed |  |

    <details><summary><b>missing</b> <code>gone</code>: <code>the head has no such run</code></summary>

    In <code>tests&#47;orders&#46;test&#46;ts</code>.

    \`\`\`diff
      the head has no such run
    \`\`\`

    If the test is still wanted, record it:

    \`\`\`sh
    VITEST_REPLAY=once npx vitest run tests/orders.test.ts -t "^gone$"
    \`\`\`

    </details>

    <details><summary><b>changed</b> <code>A&#45;1</code> and 1 more run: <code>the system prompt changed &#40;src&#47;agent&#46;ts&#58;5&#41;</code></summary>

    In <code>tests&#47;orders&#46;test&#46;ts</code>. Evidence: replay, <code>1 replay against the recording it replays</code>.

    \`\`\`diff
      what the model answers to that is not known before it is recorded anew
      First cause: the system prompt changed
        at position 2 of 4, action 1 (chat gpt-4o), src/agent.ts:5
          $.messages[0].content
    -  You are kind.
    +  You are brief.
    \`\`\`

    The same in <code>A&#45;2</code>.

    Where the change is meant, record it anew:

    \`\`\`sh
    VITEST_REPLAY=all npx vitest run tests/orders.test.ts -t "^A-1$"
    \`\`\`

    </details>

    <details><summary>Numbers over all runs: not evidence</summary>

    | metric | base | head | delta | 95 % interval | p | verdict | based on |
    | --- | ---: | ---: | ---: | --- | --- | --- | --- |
    | success rate | unknown | 0 | unknown |  |  | unknown | replays, 0 against 2 runs; <code>not known of the base</code> |
    | error rate | 0 | unknown | unknown |  |  | unknown | replays, 2 against 0 runs; <code>not known of the head</code> |
    | tool error rate | 0 | 0 | 0 |  |  | not evidence | 2 pairs of replays; <code>2 runs&#44; not evidence</code> |
    | repeated tool calls | 0 | 0 | 0 |  |  | not evidence | 2 pairs of replays; <code>2 runs&#44; not evidence</code> |
    | actions | 3 | 3 | 0 (0%) |  |  | not evidence | 2 pairs of replays; <code>2 runs&#44; not evidence</code> |
    | mean match rate | unknown | 0.75 | unknown |  |  | unknown | replays, 0 against 2 runs; <code>not known of the base</code> |

    latency p95, duration, cost, tokens: <code>not known&#58; only recordings tell&#44; and none was made anew</code>.

    mean determinism: <code>not known&#58; only replays tell</code>.

    </details>

    1 run new: <code>fresh</code>.

    <sub>Evidence: <b>replay</b>, the base's recording replayed by the head's code (behaviour only); <b>recording</b>, one recording against another (one run is not evidence of better or worse); <b>takes</b>, several recordings a side. p: two-sided, corrected for the number of metrics, for the runs at hand: their takes divided by chance.</sub>
    "
  `)

  const json = await compare('git:main', '.', '--format', 'json', '--fail-on', 'regressed')
  const comparison = ComparisonSchema.parse(JSON.parse(json.output))
  expect(comparison.totals).toMatchObject({ missing: 1, new: 1 })
  expect(comparison.base.commit).toBe(repository.git('rev-parse', 'main'))
})

test('a single new recording is compared, and is no evidence of a regression', async () => {
  const { project, repository, runTests, compare } = release.copy()
  repository.git('tag', 'v1')
  project.write('src/prompt.ts', prompt('You are brief.'))
  expect((await runTests({ VITEST_REPLAY: 'all' })).exitCode).toBe(0)
  const { exitCode, output } = await compare('git:v1', '--fail-on', 'regressed')
  expect(exitCode, output).toBe(0)
  expect(settled(output)).toMatchInlineSnapshot(`
    "! vitest-replay compare: changed
      1 run: 1 changed
      base: git:v1 (commit <commit>, 1 run, 1 recording, 0 replays)
      head: working tree (1 run, 1 recording, 0 replays)

      gate: passed
        passed  regressed

      changed  A-1  (tests/orders.test.ts)
        evidence: recording, 1 recording against 1 recording
        First cause: the system prompt changed
          at position 2 of 4, action 1 (chat gpt-4o)
            $.messages[0].content
            - You are kind.
            + You are brief.
          1 later position follows from it

        Another cause: the head does not make a call of the base
          at position 3 of 4, action 2 (orders.refund)
            inputs
            - "A-1"
        tools called, the base's and the head's:
            orders.lookup
          - orders.refund
        final output:
          - Done: refund
          + Done: escalate
        actions: 3 -> 2, -1 (-33.3%), one run, not evidence
        the same: error rate, tool error rate, repeated tool calls, cost, tokens
        to know whether it is worse, give replayRun the option "takes" and record it
          anew:
          VITEST_REPLAY=all npx vitest run tests/orders.test.ts -t "^A-1$"

      numbers over all runs: not evidence
        metric  base  head  delta  verdict
        error rate  0  0  0  not evidence
          1 pair of recordings; one run, not evidence
        tool error rate  0  0  0  not evidence
          1 pair of recordings; one run, not evidence
        repeated tool calls  0  0  0  not evidence
          1 pair of recordings; one run, not evidence
        cost  $0.000195  $0.000195  $0 (0%)  not evidence
          1 pair of recordings; one run, not evidence
        tokens  42  42  0 (0%)  not evidence
          1 pair of recordings; one run, not evidence
        actions  3  2  -1 (-33.3%)  not evidence
          1 pair of recordings; one run, not evidence
        success rate: not known
        mean match rate, mean determinism: not known: only replays tell
    "
  `)
})

test('the page, a file, and a reader that stops early', async () => {
  const { project, compareEach } = release.copy()
  const page = ['--html', 'out/page.html', '--output', 'out/comparison.json', '--format', 'json']
  const comment = ['--output', 'out/comment.md', '--format', 'markdown', '--fail-on', 'identical']
  const [quiet, failed] = await compareEach([
    ['git:main', ...page],
    ['git:main', ...comment],
  ])
  expect(quiet).toMatchObject({ exitCode: 0, output: '' })
  expect(ComparisonSchema.parse(JSON.parse(project.read('out/comparison.json')))).toMatchObject({
    totals: { identical: 1 },
  })
  expect(project.read('out/page.html')).toContain('id="vitest-replay-data"')
  expect(failed).toMatchObject({
    exitCode: 1,
    output: 'vitest-replay compare: the gate failed on identical; see out/comment.md\n',
  })
  expect(project.read('out/comment.md')).toMatch(/^<!-- vitest-replay-comparison -->\n/)

  const piped = (flags: string) =>
    project.run([
      'bash',
      '-c',
      `"${process.execPath}" node_modules/vitest-replay/dist/bin.js compare git:main ${flags} | true; exit \${PIPESTATUS[0]}`,
    ])
  expect(await piped('--format json')).toMatchObject({ exitCode: 0, output: '' })
  expect(await piped('--format json --fail-on identical')).toMatchObject({
    exitCode: 1,
    output: '',
  })
})

test('settings of a file count where no flag says otherwise', async () => {
  const { project, compareEach } = release.copy()
  const settings = { compare: { failOn: ['identical'], tolerance: { cost: 0.5 } } }
  project.write('vitest-replay.config.json', JSON.stringify(settings))
  project.write('other.json', '{}')
  const results = await compareEach([
    ['git:main'],
    ['git:main', '--fail-on', 'regressed'],
    ['git:main', '--config', 'other.json'],
  ])
  expect(results.map(({ exitCode }) => exitCode)).toEqual([1, 0, 0])
})

test('wrong usage and unreadable input end with 2 and say what to do', async () => {
  const { project, compare, compareEach } = release.copy()
  project.write('broken.json', '{')
  project.write('odd.json', '{ "compare": { "failon": [] } }')
  project.write('corrupt/__cassettes__/a.test.ts/a.cassette.jsonl', 'nothing')
  project.write('empty/readme.md', '')
  const calls = [
    ['a', 'b', 'c'],
    ['--nope'],
    ['--format', 'xml'],
    ['--fail-on', 'regresed'],
    ['--fail-on', ','],
    ['--tolerance', 'costs=1'],
    ['--tolerance', 'cost'],
    ['--key=--> x'],
    ['--config', 'missing.json'],
    ['--config', 'broken.json'],
    ['--config', 'odd.json'],
    ['missing.json'],
    ['broken.json'],
    ['corrupt'],
    ['empty', 'empty'],
    ['git:nope'],
    ['git:main', 'git:main', '--html', '/dev/null/page.html'],
  ]
  const outputs: Record<string, string> = {}
  for (const [at, { exitCode, output }] of (await compareEach(calls)).entries()) {
    const args = calls[at]!
    expect(exitCode, args.join(' ')).toBe(2)
    // Node 24 also tells the line and the column.
    outputs[args.join(' ')] = output.split('\n')[0]!.replace(/ \(line \d+ column \d+\)/, '')
  }
  expect(outputs).toMatchInlineSnapshot(`
    {
      "--config broken.json": "[vitest-replay] Failed to read the settings in broken.json: Expected property name or '}' in JSON at position 1. It is JSON such as { "compare": { "failOn": ["regressed", "missing"], "tolerance": { "cost": 0.1 } } }",
      "--config missing.json": "[vitest-replay] Failed to read the settings in missing.json: there is no such file. It is JSON such as { "compare": { "failOn": ["regressed", "missing"], "tolerance": { "cost": 0.1 } } }",
      "--config odd.json": "[vitest-replay] Failed to read the settings in odd.json: "compare.failon" does not exist. Did you mean "compare.failOn"?",
      "--fail-on ,": "vitest-replay compare: --fail-on names no rule",
      "--fail-on regresed": "[vitest-replay] Failed to read the rule "regresed" of --fail-on: it is no verdict. Did you mean "regressed"? A rule is one of regressed, missing, changed, new, improved, equivalent, identical, unreplayed, or <metric><operator><number>[%] with one of matchRate, determinism, cost, tokens, duration, latencyP95, errorRate, toolErrorRate, repeatedToolCalls, successRate, actions and <, <=, > or >=, such as "matchRate<1" or "cost>+10%".",
      "--format xml": "vitest-replay compare: --format takes one of terminal, json, markdown, not "xml"",
      "--key=--> x": "vitest-replay compare: --key takes letters, digits, ".", "_" and "-", 60 at most, not "--> x"",
      "--nope": "vitest-replay compare: there is no option --nope; it takes --format, --output, --html, --key, --fail-on, --tolerance, --config",
      "--tolerance cost": "vitest-replay compare: --tolerance takes <metric>=<n> with one of successRate, errorRate, toolErrorRate, repeatedToolCalls, latencyP95, duration, cost, tokens, actions, matchRate, determinism, such as cost=10%, not "cost"",
      "--tolerance costs=1": "vitest-replay compare: --tolerance takes <metric>=<n> with one of successRate, errorRate, toolErrorRate, repeatedToolCalls, latencyP95, duration, cost, tokens, actions, matchRate, determinism, such as cost=10%, not "costs=1"",
      "a b c": "vitest-replay compare: two sides can be compared, but not also c",
      "broken.json": "[vitest-replay] Failed to read the report <root>/broken.json: it is not JSON (Expected property name or '}' in JSON at position 1). Run the tests again to write it anew",
      "corrupt": "[vitest-replay] Failed to read <root>/corrupt/__cassettes__/a.test.ts/a.cassette.jsonl: line 1: it is not JSON (Unexpected token 'o', "nothing" is not valid JSON). Restore the file from git, or record the run again with VITEST_REPLAY=all",
      "empty empty": "[vitest-replay] Failed to compare the releases: neither the base (empty) nor the head (empty) has a recording or a report. Run the tests first (vitest run), and run the command in the project folder: paths are relative to it",
      "git:main git:main --html /dev/null/page.html": "[vitest-replay] Failed to write /dev/null/page.html: EEXIST: file already exists, mkdir '/dev/null'. Name another file, or make its folder writable",
      "git:nope": "[vitest-replay] Failed to read git:nope: there is no commit "nope" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
      "missing.json": "[vitest-replay] Failed to read missing.json: there is no such file or folder. A side is a report.json, a folder, or git:<ref> for a branch, tag or commit, such as git:main",
    }
  `)
  const help = await compare('--help')
  expect(help.exitCode).toBe(0)
  expect(help.output).toContain('Usage: vitest-replay compare [base] [head]')
  expect(Math.max(...help.output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})
