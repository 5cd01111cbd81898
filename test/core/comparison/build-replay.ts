import { createHash } from 'node:crypto'
import type { Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { runsOfReport } from '../../../src/core/comparison/runs/from-report.ts'
import type { ReleaseRun } from '../../../src/core/comparison/runs/performed-run.ts'
import type { Divergence } from '../../../src/core/divergence/schema.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import type { ReportAction } from '../../../src/core/report/action-schema.ts'
import { createContentStore } from '../../../src/core/report/contents.ts'
import { mergeContents } from '../../../src/core/report/merge-contents.ts'
import { parseReport } from '../../../src/core/report/parse-report.ts'
import type { ReplayReport, RunReport } from '../../../src/core/report/schema.ts'
import { buildAction, buildReport, buildRun } from '../../report/build-report.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** A report of one run of a cassette: replayed without a divergence, unless a test wants it otherwise. */
export function reportOf(
  cassette: Cassette,
  part: Partial<RunReport> = {},
  changed: (action: ReportAction) => Partial<ReportAction> = () => ({}),
): ReplayReport {
  const store = createContentStore(hash)
  const isReplay = (part.mode ?? 'replay') === 'replay'
  const pack = (value: unknown) =>
    value === undefined ? undefined : store.pack(value as JsonValue)
  const actions = cassette.actions.map((action) => {
    const own = reportedAction(action, isReplay)
    const { request, response, inputs, outputs } = action
    const whole: ReportAction = { ...own, inputs: pack(request ?? inputs?.json)! }
    const got = pack(response ? withoutText(response) : outputs?.json)
    if (got !== undefined) whole.outputs = got
    return { ...whole, ...changed(whole) }
  })
  const { end } = cassette
  const outcome = end?.error
    ? { error: { name: end.error.name, message: end.error.message } }
    : { output: pack(end?.output?.json) }
  const run = buildRun({
    runId: cassette.header.runId,
    name: cassette.header.name,
    agent: cassette.header.agent,
    recordedAt: cassette.header.recordedAt,
    input: pack(cassette.header.input?.json)!,
    actions,
    recordedActions: isReplay ? cassette.actions.map(recordedAction) : [],
    finalOutput: { recorded: outcome, replayed: isReplay ? outcome : null },
    ...part,
  })
  const published = [{ run, contents: store.contents }]
  const contents = mergeContents(published)
  return parseReport(JSON.stringify(buildReport([run], contents)), { file: 'report.json' })
}

/** The only run of such a report. */
export function replayOf(...of: Parameters<typeof reportOf>): ReleaseRun {
  return runsOfReport(reportOf(...of))[0]!
}

function withoutText({ statusText: _text, ...response }: NonNullable<RecordedAction['response']>) {
  return response
}

function reportedAction(action: RecordedAction, isReplay: boolean): ReportAction {
  const { llm, error, response } = action
  return buildAction({
    index: action.index,
    type: action.type,
    name: action.name,
    parent: action.parent,
    outcome: isReplay ? 'replayed' : action.outcome,
    treatment: isReplay ? 'equal' : 'recorded',
    recorded: isReplay ? action.index : null,
    start: action.start,
    provider: llm?.provider ?? null,
    model: llm?.model ?? null,
    stopReason: llm?.stopReason ?? null,
    status: response?.status ?? null,
    error: error ? { name: error.name, message: error.message } : null,
  })
}

function recordedAction(action: RecordedAction): RunReport['recordedActions'][number] {
  const { index, type, name, parent, start, provider, model, status, error, ...rest } =
    reportedAction(action, true)
  const { inputTokens, outputTokens, cachedInputTokens, costUsd, stopReason } = rest
  const facts = { inputTokens, outputTokens, cachedInputTokens, costUsd, stopReason }
  const { duration, outcome } = action
  return {
    index,
    type,
    name,
    parent,
    start,
    provider,
    model,
    status,
    error,
    ...facts,
    duration,
    outcome,
  }
}

/** A divergence that nothing earlier explains. */
export function divergence(part: Partial<Divergence> = {}): Divergence {
  return {
    index: 0,
    kind: 'input_mismatch',
    action: 'chat gpt-4o',
    firstCause: true,
    causedBy: null,
    cause: 'system_prompt',
    paths: [{ path: '$.messages[0].content', recorded: 'a', replayed: 'b' }],
    source: null,
    recordedIndex: 0,
    replayedIndex: 0,
    note: null,
    ...part,
  }
}
