import type {
  ComparedReplay,
  ReplayAction,
} from '../../core/analysis/determinism/compare-replays.ts'
import { captureError } from '../../core/cassette/value.ts'
import { givenBack } from '../../core/divergence/recorded-side.ts'
import type { JsonValue } from '../../core/json.ts'
import { valueJson } from '../../core/matching/asked-of.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { describeOutput } from '../pass/final-output.ts'

/** One replay, as a side of a comparison. */
export function replaySide(pass: AgentPass, redactor: Redactor): ComparedReplay {
  const player = pass.run.options.player!
  const actions = pass.run.timeline.actions.map((action): ReplayAction => {
    const { index, type, name, operation, parent, recorded, fresh, treatment, source } = action
    return {
      index,
      type,
      name,
      operation,
      parent,
      start: recorded?.start ?? action.start,
      duration: recorded?.duration ?? 0,
      get asked() {
        return player.askedBy(action)
      },
      answeredBy: recorded?.index ?? null,
      // A served output is the recording's in every replay, so only executed ones are compared.
      output: treatment === 'executed' && fresh ? givenBack(fresh) : undefined,
      source,
    }
  })
  return { actions, end: endOf(pass, redactor) }
}

function endOf({ outcome }: AgentPass, redactor: Redactor): JsonValue {
  if (!('error' in outcome)) return valueJson(describeOutput(outcome.output, redactor))
  const { name, message } = captureError(outcome.error)
  return redactor.text(`${name}: ${message}`)
}
