import { expect, test } from 'vitest'
import { shortHash } from '../../../../src/core/cassette/cassette-path.ts'
import { findHypotheses } from '../../../../src/core/comparison/gate/find-hypotheses.ts'
import { stableJson } from '../../../../src/core/stable-json.ts'
import { describeHypothesis } from '../../../../src/core/words/comparison/describe-hypothesis.ts'
import type { AgentRun, ToolUse } from '../build-agent-run.ts'
import { buildComparison } from '../build-comparison.ts'
import { times } from '../build-runs.ts'
import { onlyInBase, recordedAnew, replayed, type Sides, unreplayed } from '../build-sides.ts'
import { HAND_OVER, REFUND } from '../full-comparison.ts'

const [LOOKUP, PAY] = REFUND.calls as [ToolUse, ToolUse]
const OTHER_LOOKUP: ToolUse = { ...LOOKUP, args: { orderId: 'B-99' } }

const NO_BUDGET = { name: 'Error', message: 'no budget' }
const TIMED_OUT = { name: 'TimeoutError', message: 'it took too long' }

/** An agent that ends in its tool. */
const REFUSED: AgentRun = { ...REFUND, calls: [LOOKUP, { ...PAY, error: NO_BUDGET }] }
/** An agent that was stopped from outside. */
const CANCELLED: AgentRun = { ...REFUND, error: { name: 'AbortError', message: 'stopped' } }
/** An agent that fails in its own code, after the answer of its model. */
const BROKEN: AgentRun = { ...REFUND, error: { name: 'Error', message: 'no such field' } }
/** An agent that calls a tool with the same inputs again, until its limit of steps. */
const STUCK: AgentRun = { ...REFUND, calls: times(6, () => LOOKUP), answer: null }

/** The hypotheses of a comparison of these runs in words, with the names of runs. */
function hypothesesOf(runs: readonly Sides[]) {
  const comparison = buildComparison(runs)
  const nameOf = (id: string) => comparison.runs.find((run) => run.id === id)!.name
  return findHypotheses(comparison)
    .map((found) => describeHypothesis(found, comparison))
    .map(({ layer, statement, evidence }) => ({
      layer,
      statement,
      evidence: evidence.map(({ text, runs: ids }) => ({ text, runs: ids.map(nameOf) })),
    }))
}

test('nothing that got worse, no hypothesis', () => {
  const repeated = { ...REFUND, calls: [LOOKUP, LOOKUP, PAY], costUsd: 5, took: 1000 }
  const others = [
    recordedAnew('a', REFUND, HAND_OVER),
    // A live run may be slower or dearer by chance, and repeat a call.
    recordedAnew('b', REFUND, repeated),
    onlyInBase('c', { question: 'Where is it?' }),
    unreplayed('d', REFUND),
  ]
  expect(hypothesesOf(others)).toEqual([])
})

test('a replay that could not go on is no evidence of an error', () => {
  const { system } = HAND_OVER
  const runs = [REFUSED, BROKEN].map((head, at) =>
    replayed(`run ${at}`, REFUND, { ...head, system: system! }),
  )
  expect(buildComparison(runs).runs).toMatchObject([
    { verdict: 'changed', head: { errorRate: 1, stopReason: 'tool_error:refund' } },
    { verdict: 'changed', head: { errorRate: 1, stopReason: 'step_error' } },
  ])
  expect(hypothesesOf(runs)).toEqual([])
})

test('the tool layer: runs that end in a tool now, and a share of failed calls that rose', () => {
  const unanswered = { ...REFUND, calls: [{ ...LOOKUP, error: NO_BUDGET, isCaught: true }, PAY] }
  const runs = [
    recordedAnew('a', REFUND, REFUSED),
    recordedAnew('b', REFUND, { ...REFUND, calls: [LOOKUP, { ...PAY, error: TIMED_OUT }] }),
    recordedAnew('c', REFUND, CANCELLED),
    ...times(12, (at) => recordedAnew(`run ${at}`, REFUND, unanswered)),
  ]
  expect(hypothesesOf(runs)).toEqual([
    {
      layer: 'tool',
      statement:
        'the tool "refund" fails more often: check that it is available, its time limit and its inputs',
      evidence: [
        { text: '2 runs end in it now, and did not (2 runs, not evidence)', runs: ['a', 'b'] },
      ],
    },
    {
      layer: 'tool',
      statement:
        'the tool "lookup" fails more often: check that it is available, its time limit and its inputs',
      evidence: [
        { text: 'lookup: tool_error_rate 0 -> 0.8 (15 pairs, 12 differ, p < 0.001)', runs: [] },
      ],
    },
  ])
})

test('of live runs at least two more have to end badly than recovered', () => {
  const recovered = recordedAnew('c', BROKEN, REFUND)
  const [one, two] = ['a', 'b'].map((name) => recordedAnew(name, REFUND, REFUSED)) as [Sides, Sides]
  expect(hypothesesOf([one])).toEqual([])
  expect(hypothesesOf([one, two, recovered])).toEqual([])
  expect(hypothesesOf([one, two])).toHaveLength(1)
})

test('six live runs that end in a tool, and one replay that does, are evidence', () => {
  const six = times(6, (at) => recordedAnew(`run ${at}`, REFUND, REFUSED))
  expect(hypothesesOf(six)[0]!.evidence[0]!.text).toBe('6 runs end in it now, and did not')
  const replay = replayed('a', REFUND, REFUSED)
  expect(hypothesesOf([replay])[0]!.evidence[0]!.text).toBe('1 run ends in it now, and did not')
})

test('a live run that reaches its limit of steps once is no loop', () => {
  const runs = [recordedAnew('a', REFUND, STUCK)]
  expect(buildComparison(runs).runs[0]!.head!.stopReason).toBe('max_steps')
  expect(hypothesesOf(runs)).toEqual([])
})

test('a loop: calls are repeated, and runs end at the limit of steps', () => {
  const runs = [replayed('a', REFUND, STUCK), replayed('b', REFUND)]
  expect(hypothesesOf(runs)).toEqual([
    {
      layer: 'loop',
      statement:
        'the agent is stuck in a loop: check its stop conditions and what it remembers of calls it has made',
      evidence: [
        {
          text: '1 run repeats calls with the same inputs more often',
          runs: ['a'],
        },
        { text: '1 run ends at the limit of steps now', runs: ['a'] },
      ],
    },
  ])
})

test('a loop by the numbers names the tool', () => {
  const names = times(12, (at) => `run ${at}`)
  const base = { ...REFUND, calls: [LOOKUP, OTHER_LOOKUP, PAY] }
  const head = { ...REFUND, calls: [LOOKUP, LOOKUP, PAY] }
  const [found, ...others] = hypothesesOf(names.map((name) => recordedAnew(name, base, head)))
  expect(others).toEqual([])
  expect(found).toMatchObject({
    layer: 'loop',
    statement:
      'the agent repeats itself: check what it remembers of calls it has made, and its retries',
  })
  expect(found!.evidence.map(({ text, runs }) => [text.split(' ')[0], runs])).toEqual([
    ['repeated_tool_calls', []],
    ['lookup:', []],
    ['12', names],
  ])
})

test('the model or the runtime: slower, while no tool is', () => {
  const slower = (calls: ToolUse[]) =>
    times(20, (at) =>
      recordedAnew(`run ${at}`, { ...REFUND, took: 1000 }, { ...REFUND, calls, took: 2000 }),
    )
  expect(hypothesesOf(slower([LOOKUP, PAY]))).toEqual([
    {
      layer: 'llm_or_runtime',
      statement: 'the model or the code between the calls got slower: no tool did',
      evidence: [
        { text: 'latency_p95 3.03 s -> 6.03 s (20 pairs, p = 0.001)', runs: [] },
        { text: 'duration 3.03 s -> 6.03 s (20 pairs, 20 differ, p < 0.001)', runs: [] },
        { text: 'no tool got slower beyond chance', runs: [] },
        { text: 'gpt-4o: latency_p95 1 s -> 2 s (20 pairs, 20 differ, p < 0.001)', runs: [] },
      ],
    },
  ])
  expect(hypothesesOf(slower([{ ...LOOKUP, took: 50 }, PAY]))).toEqual([])
})

test('the model or the runtime: runs that end in a call of it, by their reasons', () => {
  const limited = { ...REFUND, refusedWith: 429 }
  const runs = [
    recordedAnew('a', REFUND, BROKEN),
    recordedAnew('b', REFUND, limited),
    recordedAnew('c', REFUND, limited),
  ]
  expect(hypothesesOf(runs)).toMatchObject([
    {
      layer: 'llm_or_runtime',
      evidence: [
        {
          text: '3 runs end in a model call or in the code around it now, and did not (3 runs, not evidence): llm_error:rate_limit, rate_limit (2); step_error, agent_error (1)',
          runs: ['a', 'b', 'c'],
        },
      ],
    },
  ])
})

/** A run with this system prompt, which is a resource of the agent. */
const withPolicy = (system: string, run = REFUND): AgentRun => ({
  ...run,
  system,
  resources: { 'refund-policy': shortHash(stableJson(system)) },
})

test('a change: the first cause that what got worse shares, and where else it is', () => {
  const base = withPolicy('You are kind.')
  const names = times(9, (at) => `bad ${at}`)
  const runs = [
    ...names.map((name, at) =>
      at < 6
        ? recordedAnew(name, base, withPolicy('You are brief.', CANCELLED))
        : recordedAnew(name, base, { ...withPolicy('You are kind.', CANCELLED), answer: 'No.' }),
    ),
    recordedAnew('good', base, withPolicy('You are brief.')),
    recordedAnew('same', base, base),
  ]
  expect(hypothesesOf(runs)).toEqual([
    {
      layer: 'change',
      statement:
        'a changed resource (refund-policy) is behind what got worse: look at that change first',
      evidence: [
        {
          text: 'it is the first cause in 6 of the 9 runs in which a number of the release got worse (none of them regressed alone)',
          runs: names.slice(0, 6),
        },
        { text: 'and in 1 run that did not', runs: ['good'] },
        { text: 'error_rate 0 -> 0.818 (11 pairs, 9 differ, p = 0.0039)', runs: [] },
      ],
    },
  ])
})

test('the runs that a hypothesis counts as regressed are those of the totals', () => {
  const brief = { ...STUCK, system: 'You are brief.' }
  const runs = [
    ...times(3, (at) => recordedAnew(`takes ${at}`, REFUND, brief, 8)),
    ...times(8, (at) => recordedAnew(`run ${at}`, REFUND, brief)),
  ]
  const comparison = buildComparison(runs)
  const found = findHypotheses(comparison)
  const counts = found[0]!.evidence.flatMap(({ fact }) =>
    'of' in fact ? [[fact.code, fact.of]] : [],
  )
  expect(comparison.totals.regressed).toBe(3)
  expect(counts).toEqual([
    ['first_cause', comparison.totals.regressed],
    ['first_cause_of_number', 8],
  ])
})

test('a cause that most of what got worse does not have explains nothing', () => {
  const runs = (withCause: number) =>
    times(10, (at) =>
      recordedAnew(
        `bad ${at}`,
        REFUND,
        at < withCause ? { ...CANCELLED, system: 'You are brief.' } : CANCELLED,
      ),
    )
  expect(buildComparison(runs(1)).numbers.verdict).toBe('regressed')
  expect(hypothesesOf(runs(1))).toEqual([])
  expect(hypothesesOf(runs(4))).toEqual([])
  expect(hypothesesOf(runs(5))).toHaveLength(1)
})

test('every hypothesis has evidence', () => {
  const { system } = HAND_OVER
  const calls = [
    { ...LOOKUP, error: NO_BUDGET, isCaught: true },
    { ...PAY, error: NO_BUDGET },
  ]
  const truncated = { ...REFUND, stopReason: 'length' }
  const found = hypothesesOf([
    ...times(12, (at) => recordedAnew(`run ${at}`, REFUND, { ...REFUND, system: system!, calls })),
    recordedAnew('b', REFUND, truncated),
    recordedAnew('c', REFUND, truncated),
  ])
  expect(found.map(({ layer }) => layer)).toEqual(['change', 'tool', 'tool', 'llm_or_runtime'])
  for (const { evidence } of found) expect(evidence.length).toBeGreaterThan(0)
})
