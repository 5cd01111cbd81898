import type { RunFacts } from '../../report/comparison-schema.ts'
import { commonStopReason } from './compare-stop-reasons.ts'
import { executionFacts, isReplay } from './execution-facts.ts'
import { meanOf, meanOfKnown } from '../../statistics/pair-values.ts'
import type { Recording, ReleaseRun, Replay } from '../runs/performed-run.ts'

/**
 * Collects the facts of a run on one side.
 *
 * @param executions The executions of it that are compared (see `comparedExecutions`): its recordings, which is the default where there
 * are any, or a replay. Cost, tokens and duration are those of recordings, and not known of a replay; match rate and
 * determinism are those of the run's replay.
 */
export function runFacts(
  run: ReleaseRun,
  executions: ReadonlyArray<Recording | Replay> = defaultExecutions(run),
): RunFacts {
  const facts = executions.map(executionFacts)
  const mean = (read: (one: (typeof facts)[number]) => number) =>
    facts.length === 0 ? 0 : meanOf(facts.map(read))
  const first = executions[0]
  const source = first && isReplay(first) ? first.recording : first
  return {
    cassette: run.identity.cassette,
    release: source?.release ?? null,
    recordedAt: source?.recordedAt ?? null,
    takes: run.recordings.length,
    status: worstStatus(executions) ?? run.replay?.status ?? null,
    stopReason: commonStopReason(executions),
    errorClass: executions.find(({ errorClass }) => errorClass !== null)?.errorClass ?? null,
    errorRate: mean(({ endedBadly }) => Number(endedBadly)),
    actions: mean(({ actions }) => actions),
    toolCalls: mean(({ toolCalls }) => toolCalls),
    toolErrors: mean(({ toolErrors }) => toolErrors),
    repeatedToolCalls: mean(({ repeatedToolCalls }) => repeatedToolCalls),
    matchRate: run.replay?.matchRate ?? null,
    determinism: run.replay?.determinism ?? null,
    costUsd: meanOfKnown(facts.map(({ costUsd }) => costUsd)),
    tokens: meanOfKnown(facts.map(({ tokens }) => tokens)),
    durationMs: meanOfKnown(facts.map(({ durationMs }) => durationMs)),
  }
}

function defaultExecutions({ recordings, replay }: ReleaseRun): ReadonlyArray<Recording | Replay> {
  return recordings.length > 0 || !replay ? recordings : [replay]
}

const STATUSES = ['failed', 'interrupted', 'passed'] as const

function worstStatus(executions: ReadonlyArray<Recording | Replay>): RunFacts['status'] {
  const said = new Set(executions.map(({ status }) => status ?? null))
  return STATUSES.find((status) => said.has(status)) ?? null
}
