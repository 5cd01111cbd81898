import { signalsOf } from '../../../src/core/analysis/signals.ts'
import { matchRate } from '../../../src/core/analysis/match-rate.ts'
import { findDivergences } from '../../../src/core/divergence/find-divergences.ts'
import { type ReplayedSide } from '../../../src/core/divergence/sides.ts'
import { comparePaths } from '../../../src/core/divergence/differences/json-paths.ts'
import { jsonEqual, type JsonValue } from '../../../src/core/json.ts'
import { createAnswerBook } from '../../../src/core/matching/answer-book.ts'
import { operationOf, type Matchable } from '../../../src/core/matching/matchable.ts'
import { addUsd } from '../../../src/core/report/totals.ts'
import type { ContentStore } from '../../../src/core/report/contents/contents.ts'
import type { ReportAction, RecordedActionReport } from '../../../src/core/report/action-schema.ts'
import type { RunReport } from '../../../src/core/report/schema.ts'
import { readStep, type ReadStep } from './step-facts.ts'
import type { Step, Trajectory } from './trajectory.ts'

interface Around {
  store: ContentStore
  index: number
  startedAt: number
}

/** A run held against its recording, by the functions with which a replay is held against a cassette. */
export async function trajectoryRun(
  trajectory: Trajectory,
  recording: Trajectory,
  { store, index, startedAt }: Around,
): Promise<RunReport> {
  const recorded = await Promise.all(recording.steps.map(readStep))
  const starts = startsOf(recorded)
  const entries = recording.steps.map((step, at) => ({
    index: at,
    operation: operation(step),
    asked: asked(step),
  }))
  const book = createAnswerBook(entries)
  const pack = (value: JsonValue) => store.pack(value)
  const replayed: ReplayedSide[] = []
  const actions: ReportAction[] = []
  for (const [at, step] of trajectory.steps.entries()) {
    const found = book.take(operation(step), asked(step), at)
    const from = found.kind === 'blocked' ? null : found.index
    const known = from === null ? null : recorded[from]!
    const source = { file: `src/${trajectory.agent}.ts`, line: step.kind === 'llm' ? 41 : 67 }
    replayed.push({
      index: at,
      type: step.kind,
      name: known?.facts.name ?? operation(step),
      operation: operation(step),
      parent: null,
      start: at,
      duration: 0.5,
      asked: asked(step),
      answeredBy: from,
      matches: from !== null && jsonEqual(entries[from]!.asked.body, asked(step).body),
      output: from === null ? undefined : outputOf(recording.steps[from]!),
      outputDifferences: [],
      blocked: from === null,
      source,
    })
    const read = known ?? (await readStep(step))
    const shown = from === null ? step : recording.steps[from]!
    actions.push({
      ...read.facts,
      index: at,
      parent: null,
      outcome: from === null ? 'blocked' : read.facts.error ? 'error' : 'success',
      replayed: from !== null,
      treatment: found.kind,
      recorded: from,
      start: starts[Math.min(at, starts.length - 1)] ?? 0,
      recordedStart: from === null ? null : starts[from]!,
      recordedDuration: from === null ? null : read.duration,
      replayedDuration: null,
      source,
      inputs: pack(stepInputs(shown)),
      ...(from === null ? {} : { outputs: pack(stepOutputs(shown)) }),
      ...(found.kind === 'mismatched'
        ? { asked: pack(step.kind === 'llm' ? requestContent(step) : stepInputs(step)) }
        : {}),
      ...(from !== null && read.answer ? { answer: pack(read.answer) } : {}),
    })
  }
  const output = comparePaths(recording.output, trajectory.output)
  const { divergences, positions } = findDivergences(
    recorded.map(({ facts, duration }, at) => ({
      ...entries[at]!,
      type: recording.steps[at]!.kind,
      name: facts.name,
      parent: null,
      start: starts[at]!,
      duration,
      output: outputOf(recording.steps[at]!),
    })),
    replayed,
    { finalOutput: output, error: null, changedResources: [], upgrades: [] },
  )
  const count = (...kinds: string[]) =>
    actions.filter(({ treatment }) => kinds.includes(treatment)).length
  const cost = addUsd(
    recorded.flatMap(({ facts }) => (facts.type === 'llm' ? [facts.costUsd] : [])),
  )
  const failed = divergences.length > 0
  return {
    runId: `run-${String(index).padStart(4, '0')}`,
    name: trajectory.name,
    project: '',
    test: {
      file: `test/${trajectory.agent}.test.ts`,
      fullName: `${trajectory.agent} > ${trajectory.name} (${trajectory.variant})`,
    },
    attempt: 0,
    expectedToFail: false,
    agent: trajectory.agent,
    workflow: null,
    tags: trajectory.tags,
    startedAt: new Date(startedAt).toISOString(),
    recordedAt: new Date(startedAt - 9e7).toISOString(),
    recordedRelease: '0.1.0',
    status: failed ? 'failed' : 'passed',
    mode: 'replay',
    cassette: `test/__cassettes__/${trajectory.agent}.test.ts/${trajectory.task.replace(/[^\w-]+/g, '-')}.cassette.jsonl`,
    verified: null,
    matchRate: matchRate(positions, divergences.length),
    determinism: null,
    receipt: {
      served: count('equal', 'volatile', 'mismatched'),
      volatile: count('volatile'),
      mismatched: count('mismatched'),
      live: 0,
      blocked: count('blocked'),
      unserved: book.unserved().length,
    },
    divergences,
    actions,
    recordedActions: recorded.map((read, at) => recordedAction(read, at, starts[at]!)),
    finalOutput: {
      recorded: { output: pack(recording.output) },
      replayed: { output: pack(trajectory.output) },
    },
    stopReason: recorded.at(-1)?.facts.stopReason ?? null,
    signals: signalsOf({
      spans: actions.map((action) => ({ ...action, blocked: action.outcome === 'blocked' })),
      toolCalls: [],
      end: { error: null },
    }),
    changedResources: [],
    volatile: [],
    rules: [],
    unusedRules: [],
    error: failed
      ? `Failed to replay the run: ${divergences.length} of ${positions} positions differ from the recording.`
      : null,
    durationMs: 12 + actions.length,
    recordedDurationMs: starts.length === 0 ? 0 : starts.at(-1)! + recorded.at(-1)!.duration,
    originalCostUsd: cost,
    replayCostUsd: 0,
    savingsUsd: cost,
  }
}

function recordedAction(
  { facts, duration }: ReadStep,
  index: number,
  start: number,
): RecordedActionReport {
  return {
    ...facts,
    index,
    parent: null,
    start,
    duration,
    outcome: facts.error ? 'error' : 'success',
  }
}

function startsOf(steps: readonly ReadStep[]): number[] {
  let at = 0
  return steps.map(({ duration }) => {
    const start = at
    at += duration + 5
    return start
  })
}

function operation(step: Step): string {
  return step.kind === 'llm' ? operationOf('POST', step.url) : `tool ${step.name}`
}

function asked(step: Step): Matchable {
  return step.kind === 'llm'
    ? { method: 'POST', url: step.url, headers: [], body: step.request }
    : { method: 'CALL', url: operation(step), headers: [], body: step.args }
}

function outputOf(step: Step): JsonValue {
  return step.kind === 'llm' ? step.response : step.result
}

function requestContent(step: Step): JsonValue {
  if (step.kind !== 'llm') return stepInputs(step)
  const body: JsonValue =
    typeof step.request === 'string' ? { text: step.request } : { json: step.request }
  return { method: 'POST', url: step.url, headers: [['content-type', 'application/json']], body }
}

function stepInputs(step: Step): JsonValue {
  return step.kind === 'llm' ? requestContent(step) : step.args
}

function stepOutputs(step: Step): JsonValue {
  if (step.kind === 'tool') return step.result
  const body: JsonValue =
    typeof step.response === 'string' ? { text: step.response } : { json: step.response }
  return { status: step.status, headers: [], body, end: 'complete' }
}
