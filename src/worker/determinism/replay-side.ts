import type {
  ComparedReplay,
  ReplayAction,
} from '../../core/analysis/determinism/compare-replays.ts'
import { withoutSubscriptions } from '../../core/analysis/determinism/without-subscriptions.ts'
import { givenBack } from '../../core/divergence/recorded-side.ts'
import type { JsonValue } from '../../core/json.ts'
import { valueJson } from '../../core/matching/asked-of.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import type { PassOutcome } from '../pass/pass-outcome.ts'

/** One replay, as a side of a comparison. */
export function replaySide({ ledger, outcome }: AgentPass): ComparedReplay {
  const player = ledger.options.player!
  const actions = ledger.actions.map((action): ReplayAction => {
    const { index, type, name, operation, parent, recorded, fresh, treatment, source } = action
    return {
      index,
      type,
      name,
      operation,
      parent,
      start: recorded?.start ?? action.start,
      duration: recorded?.duration ?? 0,
      timeToHeadersMs: recorded?.timeToHeadersMs,
      get asked() {
        return player.askedBy(action)
      },
      answeredBy: recorded?.index ?? null,
      // A served output is the recording's in every replay, so only executed ones are compared.
      output: treatment === 'executed' && fresh ? givenBack(fresh) : undefined,
      source,
    }
  })
  return { actions: withoutSubscriptions(actions), end: endOf(outcome) }
}

function endOf(outcome: PassOutcome): JsonValue {
  if (outcome.kind === 'returned') return valueJson(outcome.stored)
  const { name, message } = outcome.stored
  return `${name}: ${message}`
}
