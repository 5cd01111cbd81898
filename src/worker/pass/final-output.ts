import type { Cassette, Value } from '../../core/cassette/schema.ts'
import { comparePaths, type PathDifference } from '../../core/divergence/differences/json-paths.ts'
import {
  compareWithTolerance,
  type ToleratedPlace,
} from '../../core/divergence/differences/tolerance.ts'
import { valueJson } from '../../core/matching/asked-of.ts'
import { FINAL_OUTPUT } from '../../core/matching/match-rules.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import type { AgentPass } from './agent-pass.ts'
import { compareErrors } from './compare-errors.ts'
import { changedReadings } from './readings/moved-in-pass.ts'
import { explainRest, withoutNoise } from './without-noise.ts'

/** The final output of a replay beside the recorded one. */
export interface ComparedEnd {
  differences: PathDifference[]
  /** Values in which they differ, and which both runs generated. */
  volatile: VolatileValue[]
  tolerated: ToleratedPlace[]
}

const SAME: ComparedEnd = { differences: [], volatile: [], tolerated: [] }

/** Compares the final output with the recorded one; an error is an output of its own kind. */
export function compareEnd(recorded: Cassette, { ledger, outcome }: AgentPass): ComparedEnd {
  const end = recorded.end!
  if (outcome.kind === 'threw' || end.error) {
    const now = outcome.kind === 'threw' ? outcome.stored : undefined
    return {
      ...SAME,
      ...compareErrors(end.error, now, { root: 'error', player: ledger.options.player! }),
    }
  }
  const { compare } = ledger.options
  const player = ledger.options.player!
  const outputOf = (value: Value) => player.outputOf(FINAL_OUTPUT, valueJson(value))
  const [before, after] = [end.output && outputOf(end.output), outputOf(outcome.stored)]
  const differences = comparePaths(before, after)
  if (differences.length === 0 || before === undefined) return { ...SAME, differences }
  const volatile = player.explainOutput(before, after)
  if (changedReadings(ledger.options, volatile).length > 0) return { ...SAME, differences }
  if (volatile.length > 0) return { ...SAME, volatile }
  if (compare.output.length === 0)
    return { ...SAME, differences: withoutNoise(differences, player) }
  const tolerant = compareWithTolerance(
    player.levelValue(end.output!),
    player.levelValue(outcome.stored),
    { rules: compare.output },
  )
  const rest = explainRest(tolerant.differences, player)
  if (changedReadings(ledger.options, rest.volatile).length > 0) return { ...SAME, ...tolerant }
  return { ...tolerant, ...rest }
}
