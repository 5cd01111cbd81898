import { expect, test } from 'vitest'
import { analyzeRun, type ReportAction, type RunReport } from '../../src/report.ts'
import { buildAction, buildRun } from '../report/build-report.ts'

/**
 * Ten situations of agents that failed, with what a published triage function says of each: its rules are those of
 * `triage` below, stated over the same facts.
 */
interface Situation {
  actions: ReportAction[]
  error?: { name: string; message: string }
  p95Ms?: number
  releaseDelta?: number
  stopReason: string
}

const tool = (index: number, args: string, part: Partial<ReportAction> = {}) =>
  buildAction({ index, type: 'tool', name: 'search_docs', status: null, inputs: [args], ...part })
const model = (index: number, part: Partial<ReportAction> = {}) =>
  buildAction({ index, name: 'chat gpt-4o', ...part })
const failed = (message: string, name = 'Error') => ({
  outcome: 'error' as const,
  error: { name, message },
})
const own = { name: 'OrderError', message: 'no such order' }
const refused = { ...failed('503 overloaded', 'InternalServerError'), status: 503 }

const SITUATIONS: Record<string, Situation> = {
  'a tool fails': {
    actions: [model(0), tool(1, 'a', failed(own.message, own.name))],
    error: own,
    stopReason: 'tool_error:search_docs',
  },
  'a tool is called again and again, and fails': {
    actions: [
      tool(0, 'a', { recordedDuration: 1800, ...failed(own.message, own.name) }),
      tool(1, 'a', failed(own.message, own.name)),
      tool(2, 'a', failed(own.message, own.name)),
    ],
    error: own,
    stopReason: 'tool_error:search_docs',
  },
  'a model fails': {
    actions: [model(0, { recordedDuration: 2400, ...refused })],
    error: refused.error,
    stopReason: 'llm_error:overloaded',
  },
  'a model fails since the release': {
    actions: [model(0), model(1, refused)],
    error: refused.error,
    releaseDelta: 0.2,
    stopReason: 'llm_error:overloaded',
  },
  'the agent fails by itself, slowly': {
    actions: [model(0, { recordedDuration: 3100 })],
    error: own,
    p95Ms: 4000,
    stopReason: 'step_error',
  },
  'a tool fails in a slow system': {
    actions: [model(0), tool(1, 'a', { recordedDuration: 2600, ...failed(own.message, own.name) })],
    error: own,
    p95Ms: 2501,
    stopReason: 'tool_error:search_docs',
  },
  'the latency is at its limit, not above': {
    actions: [tool(0, 'a', failed(own.message, own.name))],
    error: own,
    p95Ms: 2500,
    stopReason: 'tool_error:search_docs',
  },
  'two tools repeat, with other arguments between': {
    actions: [tool(0, 'a'), tool(1, 'b'), tool(2, 'a'), tool(3, 'b'), tool(4, 'c')],
    error: own,
    stopReason: 'step_error',
  },
  'a failed tool, repeats, a slow system and a worse release at once': {
    actions: [tool(0, 'a', failed(own.message, own.name)), tool(1, 'a'), model(2)],
    error: own,
    p95Ms: 9000,
    releaseDelta: 0.01,
    stopReason: 'tool_error:search_docs',
  },
  'the release is better, and the agent fails by itself': {
    actions: [model(0), tool(1, 'a')],
    error: own,
    releaseDelta: -0.1,
    stopReason: 'step_error',
  },
}

const LIMIT_MS = 2500

/** The rules of the function: the first error, the slowest span, calls beyond the first of a signature, four hypotheses. */
function triage({ actions, p95Ms = 0, releaseDelta = 0 }: Situation) {
  const first = actions.find(({ error }) => error !== null)
  const slowest = [...actions].sort((a, b) => b.recordedDuration! - a.recordedDuration!)[0]
  const repeated: Record<string, number> = {}
  const seen = new Set<string>()
  for (const { type, name, inputs } of actions) {
    if (type !== 'tool') continue
    const signature = JSON.stringify([name, inputs])
    if (seen.has(signature)) repeated[name] = (repeated[name] ?? 0) + 1
    seen.add(signature)
  }
  return {
    firstError: first?.index ?? null,
    slowest: slowest?.index ?? null,
    repeated,
    hypotheses: [
      ...(first?.type === 'tool' ? ['tool layer'] : []),
      ...(Object.keys(repeated).length > 0 ? ['repeated calls'] : []),
      ...(slowest && p95Ms > LIMIT_MS ? ['latency'] : []),
      ...(releaseDelta > 0 ? ['release'] : []),
    ],
  }
}

/** Which hypothesis of the function a statement of ours is. */
const SAME: Array<[RegExp, string]> = [
  [/^the tool layer fails: /, 'tool layer'],
  [/^the agent repeats calls with the same arguments: /, 'repeated calls'],
  [/^the 95th percentile of the latency is above its limit: /, 'latency'],
  [/^it has been different since it passed last: /, 'release'],
]

function diagnosed({ actions, error, p95Ms, releaseDelta }: Situation) {
  const run: RunReport = buildRun({
    mode: 'record',
    status: 'failed',
    matchRate: null,
    actions,
    finalOutput: { recorded: error ? { error } : null, replayed: null },
    error: error ? `${error.name}: ${error.message}` : null,
  })
  const found = analyzeRun(run, {
    sloMs: LIMIT_MS,
    runLatencyP95Ms: p95Ms ?? null,
    releaseDiff:
      releaseDelta === undefined
        ? null
        : { errorRate: releaseDelta, lastPassed: null, changes: [] },
  })!
  const repeated: Record<string, number> = {}
  for (const { name, count } of found.repeatedToolCalls)
    repeated[name] = (repeated[name] ?? 0) + count - 1
  const { stopReason, firstErrorSpan, slowestSpan, hypotheses } = found
  return {
    stopReason,
    firstError: firstErrorSpan?.index ?? null,
    slowest: slowestSpan?.index ?? null,
    repeated,
    hypotheses: hypotheses.flatMap(({ statement }) =>
      SAME.flatMap(([words, name]) => (words.test(statement) ? [name] : [])),
    ),
  }
}

test.each(Object.entries(SITUATIONS))(
  'the published triage of a run and ours agree: %s',
  (_name, situation) => {
    expect(diagnosed(situation)).toEqual({
      stopReason: situation.stopReason,
      ...triage(situation),
    })
  },
)

test('there are ten situations', () => {
  expect(Object.keys(SITUATIONS)).toHaveLength(10)
})
