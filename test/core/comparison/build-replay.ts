import { createHash } from 'node:crypto'
import { signalsOf } from '../../../src/core/analysis/signals.ts'
import type { Cassette, RecordedAction } from '../../../src/core/cassette/schema.ts'
import { HeldRules, testRulesOf } from '../../../src/core/comparison/judging/held-rules.ts'
import { alignRuns } from '../../../src/core/comparison/judging/align-runs.ts'
import { recordingOf } from '../../../src/core/comparison/runs/from-cassette.ts'
import { runsOfReport } from '../../../src/core/comparison/runs/from-report.ts'
import type { Recording, ReleaseRun } from '../../../src/core/comparison/runs/performed-run.ts'
import { timeOfRecording } from '../../../src/core/comparison/runs/run-time.ts'
import { performedToolCalls } from '../../../src/core/comparison/runs/tool-calls.ts'
import type { Divergence } from '../../../src/core/divergence/schema.ts'
import type { ActionSides } from '../../../src/core/report/action-codec/content.ts'
import { encodeAction, encodeRecorded } from '../../../src/core/report/action-codec/write-action.ts'
import { encodeError } from '../../../src/core/report/action-codec/error-facts.ts'
import { encodeModelCall } from '../../../src/core/report/action-codec/facts.ts'
import { ReportContents } from '../../../src/core/report/action-codec/report-contents.ts'
import type { ReportAction } from '../../../src/core/report/action-schema.ts'
import { mergeContents } from '../../../src/core/report/contents/merge-contents.ts'
import { parseReport } from '../../../src/core/report/parse-report.ts'
import type { Outcome, ReplayReport, RunReport } from '../../../src/core/report/schema.ts'
import { buildAction, buildReport, buildRun } from '../../report/build-report.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** A report of one run of a cassette: replayed without a divergence, unless a test wants it otherwise. */
export function reportOf(
  cassette: Cassette,
  part: Partial<RunReport> = {},
  changed: (action: ReportAction) => Partial<ReportAction> = () => ({}),
): ReplayReport {
  const contents = new ReportContents(hash)
  const isReplay = (part.mode ?? 'replay') === 'replay'
  const actions = cassette.actions.map((action) => {
    const sides = isReplay
      ? { recorded: action, asked: action, performed: null }
      : { recorded: null, asked: null, performed: action }
    const whole = { ...reportedAction(action, sides), ...encodeAction(sides, contents) }
    return { ...whole, ...changed(whole) }
  })
  const outcome = outcomeOf(cassette, contents)
  return publish(cassette, contents, {
    actions,
    recordedActions: isReplay ? cassette.actions.map((action) => encodeRecorded(action, null)) : [],
    finalOutput: { recorded: outcome, replayed: isReplay ? outcome : null },
    ...part,
  })
}

/** The only run of such a report. */
export function replayOf(...of: Parameters<typeof reportOf>): ReleaseRun {
  return runsOfReport(reportOf(...of))[0]!
}

/** A report of a replay in which the agent did what another cassette holds, answered by the one that is replayed. */
export function divergedReport(
  recorded: Cassette,
  performed: Cassette,
  part: Partial<RunReport> = {},
): ReplayReport {
  const contents = new ReportContents(hash)
  const [before, now] = [recordingOf(recorded), recordingOf(performed)]
  const { divergences, positions } = alignRuns(before, now, {
    rules: new HeldRules(testRulesOf(before)),
    times: { base: timeOfRecording(before), head: timeOfRecording(now) },
    given: [],
    upgrades: [],
  })
  const source = { file: 'src/agent.ts', line: 12 }
  const actions = performed.actions.map((action) => {
    const found = recorded.actions[action.index]
    const answer = found?.type === action.type && found.name === action.name ? found : null
    const isOwn = answer === null || answer.outcome !== action.outcome
    const sides = { recorded: answer, asked: action, performed: isOwn ? action : null }
    return { ...reportedAction(action, sides), source, ...encodeAction(sides, contents) }
  })
  const shown = new Set(actions.map((action) => action.recorded))
  return publish(recorded, contents, {
    actions,
    recordedActions: recorded.actions.map((action) =>
      encodeRecorded(action, shown.has(action.index) ? null : contents),
    ),
    finalOutput: {
      recorded: outcomeOf(recorded, contents),
      replayed: outcomeOf(performed, contents),
    },
    divergences: divergences.map((one) => (one.firstCause ? { ...one, source } : one)),
    matchRate: (positions - divergences.length) / positions,
    signals: signalsOfRun(now),
    ...part,
  })
}

/** The only run of such a report. */
export function divergedOf(...of: Parameters<typeof divergedReport>): ReleaseRun {
  return runsOfReport(divergedReport(...of))[0]!
}

function signalsOfRun({ actions, end }: Recording): RunReport['signals'] {
  const spans = actions.map((action) => ({
    index: action.index,
    type: action.type,
    name: action.name,
    parent: action.parent,
    recordedDuration: action.duration,
    stopReason: action.llm?.stopReason ?? null,
    error: action.error,
    status: action.status,
  }))
  return signalsOf({ spans, toolCalls: performedToolCalls(actions), end })
}

function publish(
  { header }: Cassette,
  contents: ReportContents,
  part: Partial<RunReport>,
): ReplayReport {
  const run = buildRun({
    runId: header.runId,
    name: header.name,
    test: { file: 'a.test.ts', fullName: header.name },
    agent: header.agent,
    workflow: header.workflow,
    tags: header.tags,
    recordedAt: header.recordedAt,
    recordedRelease: header.release,
    input: contents.value(header.input?.json ?? null, 'input', [])!,
    ...part,
  })
  const published = mergeContents([{ run, contents: contents.all }])
  return parseReport(JSON.stringify(buildReport([run], published)), { file: 'report.json' })
}

function outcomeOf({ end }: Cassette, contents: ReportContents): Outcome {
  const error = encodeError(end?.error)
  if (error) return { error }
  const output = end?.output && contents.value(end.output.json, 'recorded', [])
  return output === undefined ? {} : { output }
}

function reportedAction(
  action: RecordedAction,
  { recorded, performed }: Pick<ActionSides, 'recorded' | 'performed'>,
): ReportAction {
  const from = recorded ?? action
  return buildAction({
    index: action.index,
    type: action.type,
    name: action.name,
    parent: action.parent,
    outcome: (performed ?? from).outcome,
    replayed: !performed,
    treatment: recorded ? (performed ? 'executed' : 'equal') : 'recorded',
    recorded: recorded?.index ?? null,
    start: action.start,
    ...encodeModelCall(from),
    status: from.response?.status ?? null,
    error: encodeError((performed ?? from).error),
  })
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
