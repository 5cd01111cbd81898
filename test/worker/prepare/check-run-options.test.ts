import { expect, test } from 'vitest'
import type { RunOptions } from '../../../src/core/options/run-options.ts'
import { checkRunOptions } from '../../../src/worker/prepare/check-run-options.ts'

async function refusalOf(options: unknown): Promise<string> {
  try {
    await checkRunOptions(options as RunOptions)
  } catch (error) {
    return String(error).replace('ReplayError: [vitest-replay] Failed to ', '')
  }
  return 'accepted'
}

const REFUSED: unknown[] = [
  { thresholds: { determinsm: 90 } },
  { thresholds: { matchrate: 1 } },
  { thresholds: { matchRate: '1' } },
  { thresholds: { matchRate: 90 } },
  { thresholds: { blocked: -1 } },
  { thresholds: { replays: 3 } },
  { thresholds: null },
  { thresholds: true },
  { budget: { usdd: 0.01 } },
  { budget: { usd: '1' } },
  { budget: { usd: -1 } },
  { budget: { extraActions: Infinity } },
  { budget: 3 },
  { mode: 'nonne' },
  { mode: 'replay' },
  { verify: 'false' },
  { expectError: 'no' },
  { environment: 0 },
  { live: ['htpp'] },
  { live: 'tool' },
  { live: [1] },
  { tags: 'a' },
  { compare: { outputs: [] } },
  { compare: { output: [{ path: '$', absolut: 1 }] } },
  { compare: { actions: { add: [{ path: '$', absolute: 1, unordered: true }] } } },
  { match: { header: ['a'] } },
  { match: { ignore: [{ path: '$.a', actoin: 'x' }] } },
  { match: { ignore: ['nowhere'] } },
  { match: { normalize: [{ patern: /a/ }] } },
  { match: { normalize: [{ path: '$.a', with: 'trimm' }] } },
  { match: { headers: 'a' } },
  { match: { headers: ['x-tenant', 'Content-Length'] } },
  { match: [] },
  { freeze: { clok: true } },
  { freeze: { clock: 'yesterday' } },
  { freeze: { clock: new Date(Number.NaN) } },
  { freeze: { clock: false } },
  { freeze: { random: 'x' } },
  { freeze: { timezone: 'Europe/Atlantis' } },
  { waive: [{ finding: 'timestamp' }] },
  { waive: [{ finding: 'timestamp', reason: ' ' }] },
  { waive: { finding: 'timestamp', reason: 'x' } },
  { waive: [null] },
  { onDivergence: 'fial' },
  { takes: 0 },
  { takes: 1.5 },
  { replays: 1000 },
  { cassette: ' ' },
  { cassette: ['a'] },
  { agent: () => 1 },
  { actions: 'refund' },
  { resources: 'prompt' },
  { release: 7 },
  { matchRat: 1 },
  { determinism: 90 },
  { cassete: 'x' },
  { somethingElse: undefined },
  null,
  [],
  'refund',
]

test('what is misspelt or of the wrong type is refused, with what was most likely meant', async () => {
  const page = []
  for (const options of REFUSED) {
    const refusal = await refusalOf(options)
    expect(refusal).not.toBe('accepted')
    page.push(refusal)
  }
  expect(page.join('\n')).toMatchInlineSnapshot(`
    "start replayRun(): the option "thresholds.determinsm" does not exist. Did you mean "thresholds.determinism"?
    start replayRun(): the option "thresholds.matchrate" does not exist. Did you mean "thresholds.matchRate"?
    start replayRun(): the option "thresholds.matchRate" is "1". Use a number from 0 to 1
    start replayRun(): the option "thresholds.matchRate" is 90. Use a number from 0 to 1
    start replayRun(): the option "thresholds.blocked" is -1. Use a whole number, 0 or more
    start replayRun(): the option "thresholds.replays" does not exist. Did you mean "replays"?
    start replayRun(): the option "thresholds" is null. Use an object with matchRate, blocked, determinism, or false
    start replayRun(): the option "thresholds" is true. Use an object with matchRate, blocked, determinism, or false
    start replayRun(): the option "budget.usdd" does not exist. Did you mean "budget.usd"?
    start replayRun(): the option "budget.usd" is "1". Use a number, 0 or more
    start replayRun(): the option "budget.usd" is -1. Use a number, 0 or more
    start replayRun(): the option "budget.extraActions" is Infinity. Use a whole number, 0 or more
    start replayRun(): the option "budget" is 3. Use an object with usd, actions, steps, toolCalls, seconds, tokens, repeatedCalls, repeatedWrites, extraActions
    start replayRun(): the option "mode" is "nonne". Did you mean "none"?
    start replayRun(): the option "mode" is "replay". Use one of "none", "once", "new_episodes", "all"
    start replayRun(): the option "verify" is "false". Use true or false
    start replayRun(): the option "expectError" is "no". Use true or false
    start replayRun(): the option "environment" is 0. Use true or false
    start replayRun(): the option "live[0]" is "htpp", which is neither a kind nor named in "actions". Did you mean "http"?
    start replayRun(): the option "live" is "tool". Use an array of strings that are not empty
    start replayRun(): the option "live[0]" is 1. Use a string that is not empty
    start replayRun(): the option "tags" is "a". Use an array of strings
    start replayRun(): the option "compare.outputs" does not exist. Did you mean "compare.output"?
    start replayRun(): the option "compare.output[0]" has "absolut", which does not exist. Did you mean "absolute"?
    start replayRun(): the option "compare.actions.add[0]" mixes absolute and unordered. Write one rule for each
    start replayRun(): the option "match.header" does not exist. Did you mean "match.headers"?
    read the match rules: "match.ignore[0].actoin" does not exist. Did you mean "action"?
    read the match rules: "match.ignore[0]" is no path: it does not begin with "$" ("nowhere"). Write $.field, $.list[*].field, $["odd name"], output.field, headers.name, or url; ".." is not understood
    read the match rules: "match.normalize[0].patern" does not exist. Did you mean "pattern"?
    read the match rules: "match.normalize[0].with" is "trimm". Did you mean "trim"?
    start replayRun(): the option "match.headers" is "a". Use an array of strings that are not empty
    start replayRun(): the option "match.headers[1]" is "Content-Length", which no cassette keeps of a request, as it belongs to one connection or one moment. Remove it
    start replayRun(): the option "match" is an array. Use an object with ignore, normalize, headers
    start replayRun(): the option "freeze.clok" does not exist. Did you mean "freeze.clock"?
    start replayRun(): the option "freeze.clock" is "yesterday". Use a Date, an ISO 8601 string, milliseconds or true
    start replayRun(): the option "freeze.clock" is an invalid date. Use a Date, an ISO 8601 string, milliseconds or true
    start replayRun(): the option "freeze.clock" is false. Use a Date, an ISO 8601 string, milliseconds or true
    start replayRun(): the option "freeze.random" is "x". Use a number (the seed) or true
    start replayRun(): the option "freeze.timezone" is "Europe/Atlantis". Use an IANA name such as 'Europe/Berlin'
    start replayRun(): the option "waive[0].reason" is missing. Use a sentence that says why it is accepted; the report shows it
    start replayRun(): the option "waive[0].reason" is " ". Use a sentence that says why it is accepted; the report shows it
    start replayRun(): the option "waive" is an object. Use an array of objects with finding, action, reason
    start replayRun(): the option "waive[0]" is null. Use an object with finding, action, reason
    start replayRun(): the option "onDivergence" is "fial". Did you mean "fail"?
    start replayRun(): the option "takes" is 0. Use a whole number from 1 to 100
    start replayRun(): the option "takes" is 1.5. Use a whole number from 1 to 100
    start replayRun(): the option "replays" is 1000. Use a whole number from 0 to 100
    start replayRun(): the option "cassette" is " ". Use a name such as "refund flow", which becomes the name of the file
    start replayRun(): the option "cassette" is an array. Use a name such as "refund flow", which becomes the name of the file
    start replayRun(): the option "agent" is a function. Use a string
    start replayRun(): the option "actions" is "refund". Use an object such as { refund: [orders, 'refund'] }
    start replayRun(): the option "resources" is "prompt". Use an object
    start replayRun(): the option "release" is 7. Use a string
    start replayRun(): the option "matchRat" does not exist. Did you mean "thresholds.matchRate"?
    start replayRun(): the option "determinism" does not exist. Did you mean "thresholds.determinism"?
    start replayRun(): the option "cassete" does not exist. Did you mean "cassette"?
    start replayRun(): the option "somethingElse" does not exist. The options are input, inputFrom, cassette, agent, workflow, tags, release, resources, mode, thresholds, match, compare, policy, live, fork, onDivergence, budget, actions, approvals, errors, expectError, takes, verify, afterReturn, replays, environment, freeze, waive
    start replayRun(): the argument "options" is null. Use an object with input, inputFrom, cassette, agent, workflow, tags, release, resources, mode, thresholds, match, compare, policy, live, fork, onDivergence, budget, actions, approvals, errors, expectError, takes, verify, afterReturn, replays, environment, freeze, waive
    start replayRun(): the argument "options" is an array. Use an object with input, inputFrom, cassette, agent, workflow, tags, release, resources, mode, thresholds, match, compare, policy, live, fork, onDivergence, budget, actions, approvals, errors, expectError, takes, verify, afterReturn, replays, environment, freeze, waive
    start replayRun(): the argument "options" is "refund". Use an object with input, inputFrom, cassette, agent, workflow, tags, release, resources, mode, thresholds, match, compare, policy, live, fork, onDivergence, budget, actions, approvals, errors, expectError, takes, verify, afterReturn, replays, environment, freeze, waive"
  `)
})

class Prompts {
  system = 'Be kind.'
}

test.each<[string, RunOptions]>([
  ['nothing', {}],
  ['what is left out', { mode: undefined, thresholds: undefined, match: undefined }],
  ['no judging', { thresholds: false }],
  ['an input of any kind', { input: new Map([[1, () => 2]]) }],
  ['resources of a class', { resources: new Prompts() as unknown as Record<string, unknown> }],
  ['actions', { actions: { refund: [{ refund: () => 1 }, 'refund'], tools: { a: () => 1 } } }],
  ['patterns', { match: { normalize: [{ pattern: /order-\d+/u, as: 'N', action: /^chat/ }] } }],
  ['a path', { match: { ignore: ['$.a', { path: 'headers.x-trace', action: 'look*' }] } }],
  ['a Date', { freeze: { clock: new Date(0), random: true, timezone: 'UTC' } }],
  ['a time', { freeze: { clock: '2026-01-01T12:00:00Z', random: 1 } }],
  ['milliseconds', { freeze: { clock: 0 } }],
  ['a tolerance', { compare: { output: [{ path: '$', withinMs: 5 }], actions: { a: [] } } }],
  ['kinds and names', { live: ['http', 'step', 'weather', 'chat gpt-4.1'] }],
  ['a name like a kind that is an action', { live: ['tools'], actions: { tools: {} } }],
  ['options without a prototype', Object.assign(Object.create(null), { takes: 2 })],
])('%s is accepted', async (_, options) => {
  expect(await refusalOf(options)).toBe('accepted')
})
