import type { RecordedAction } from '../../core/cassette/schema.ts'
import { errorText } from '../../core/cassette/value.ts'
import { comparePaths } from '../../core/divergence/differences/json-paths.ts'
import type { ToleranceRule } from '../../core/options/compare-schema.ts'
import {
  compareWithTolerance,
  type ToleratedPlace,
} from '../../core/divergence/differences/tolerance.ts'
import type { JsonValue } from '../../core/json.ts'
import { valueJson } from '../../core/matching/asked-of.ts'
import type { OutcomeDifferences } from './observed-action.ts'
import { compareErrors } from './compare-errors.ts'
import type { Player } from './player.ts'
import { explainRest, withoutNoise } from './without-noise.ts'

type ComparedOutcomes = OutcomeDifferences & { tolerated: ToleratedPlace[] }

const SAME: ComparedOutcomes = { output: [], volatile: [], tolerated: [] }

/** Compares the outcome of a function that ran in a replay with the recorded one. */
export function compareOutcomes(
  recorded: RecordedAction,
  fresh: RecordedAction,
  using: { player: Player; rules: readonly ToleranceRule[] | undefined },
): ComparedOutcomes {
  const { player, rules } = using
  if (recorded.error && fresh.error) {
    const compared = compareErrors(recorded.error, fresh.error, { root: 'outcome.error', player })
    return { ...SAME, output: compared.differences, volatile: compared.volatile }
  }
  const [before, now] = [outcomeOf(recorded), outcomeOf(fresh)]
  if (!('output' in before) || !('output' in now))
    return { ...SAME, output: comparePaths(before as never, now as never, 'outcome') }
  const left = player.outputOf(fresh.name, before.output)
  const right = player.outputOf(fresh.name, now.output)
  const output = comparePaths(left, right, 'output')
  if (output.length === 0) return SAME
  const volatile = player.explainOutput(left, right)
  if (volatile.length > 0) return { ...SAME, volatile }
  if (!rules || !recorded.outputs || !fresh.outputs)
    return { ...SAME, output: withoutNoise(output, player) }
  const { differences, tolerated } = compareWithTolerance(
    player.levelValue(recorded.outputs),
    player.levelValue(fresh.outputs),
    {
      rules,
      root: 'output',
    },
  )
  const rest = explainRest(differences, player)
  return { output: rest.differences, volatile: rest.volatile, tolerated }
}

function outcomeOf(action: RecordedAction): { error: string } | { output: JsonValue } {
  return action.error
    ? { error: errorText(action.error) }
    : { output: action.outputs ? valueJson(action.outputs) : null }
}
