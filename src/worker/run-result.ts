import type { ActiveRun } from './active-run.ts'
import type { Cassette, CassetteTotals, RecordedAction } from '../core/cassette/schema.ts'
import { restoreValue } from '../core/cassette/value.ts'
import { alignRun } from '../core/divergence/align.ts'
import type { PathDifference } from '../core/divergence/json-paths.ts'
import { matchRate } from '../core/analysis/match-rate.ts'
import type { Divergence } from '../core/divergence/schema.ts'
import type { Receipt, ReportAction } from '../core/report/schema.ts'
import { stableJson } from '../core/stable-json.ts'
import type { ObservedAction } from './observed-action.ts'

/** What a replay was found to be. */
export interface Judgement {
  matchRate: number
  divergences: Divergence[]
  receipt: Receipt
}

/** Holds a replay against its recording. */
export function judge(
  run: ActiveRun,
  recorded: Cassette,
  finalOutput: PathDifference[],
): Judgement {
  const player = run.options.player!
  const { actions } = run.timeline
  const aligned = recorded.actions
    .filter((action) => !player.skipped.has(action.index))
    .map((action) => ({ ...action, operation: player.operations.get(action.index)! }))
  const { divergences, positions } = alignRun(
    aligned,
    actions.map((action) => ({ ...action, recorded: action.recorded?.index ?? null })),
    finalOutput,
  )
  const count = (...treatments: Array<ObservedAction['treatment']>) =>
    actions.filter((action) => treatments.includes(action.treatment)).length
  return {
    matchRate: matchRate(positions, divergences.length),
    divergences,
    receipt: {
      served: count('equal', 'volatile', 'anchored', 'executed'),
      volatile: actions.filter((action) => action.volatile.length > 0).length,
      live: count('live', 'recorded'),
      blocked: count('blocked'),
      unserved: player.unserved().length,
    },
  }
}

/** Adds up a recording; what is unknown of one action is unknown of all. */
export function totalsOf(actions: readonly RecordedAction[], duration: number): CassetteTotals {
  const models = actions.flatMap((action) =>
    action.llm && (action.response?.status ?? 0) < 400 ? [action.llm] : [],
  )
  const add = (read: (facts: (typeof models)[number]) => number | null): number | null => {
    let sum = 0
    for (const facts of models) {
      const value = read(facts)
      if (value === null) return null
      sum += value
    }
    return sum
  }
  return {
    actions: actions.length,
    duration,
    // A request that was not recognised may have been a model call of a kind unknown here.
    costUsd:
      models.length === 0 && actions.some((action) => action.type === 'http')
        ? null
        : add((facts) => facts.costUsd),
    inputTokens: add((facts) => facts.usage?.inputTokens ?? null),
    outputTokens: add((facts) => facts.usage?.outputTokens ?? null),
  }
}

/** The actions of a run as the report shows them. */
export function reportActions(run: ActiveRun): ReportAction[] {
  return run.timeline.actions.map((action) => {
    const from = action.fresh ?? action.recorded
    const served =
      action.treatment === 'equal' ||
      action.treatment === 'volatile' ||
      action.treatment === 'anchored'
    return {
      index: action.index,
      type: action.type,
      name: action.name,
      parent: action.parent,
      outcome:
        action.treatment === 'blocked'
          ? 'blocked'
          : served
            ? 'replayed'
            : action.failed
              ? 'error'
              : 'success',
      recordedDuration: from?.duration ?? null,
      model: from?.llm?.model ?? null,
      inputTokens: from?.llm?.usage?.inputTokens ?? null,
      outputTokens: from?.llm?.usage?.outputTokens ?? null,
      costUsd: from?.llm?.costUsd ?? null,
      stopReason: from?.llm?.stopReason ?? null,
      source: action.source,
    }
  })
}

/** A call of a run, with its inputs, as the assertions look at it. */
export interface CalledAction {
  name: string
  type: string
  inputs: unknown
  /** The same for the same inputs. @internal */
  key: string
}

/** Lists the calls of a run: its own actions, and the tool calls that models asked for. */
export function calledActions(run: ActiveRun): CalledAction[] {
  return run.timeline.actions.map((action) => {
    const from = action.fresh ?? action.recorded
    const args = from?.inputs ? (restoreValue(from.inputs) as unknown[]) : []
    return {
      name: action.name,
      type: action.type,
      inputs: args.length <= 1 ? args[0] : args,
      key: from?.inputs ? stableJson([from.inputs.json, from.inputs.meta ?? null]) : '',
    }
  })
}
