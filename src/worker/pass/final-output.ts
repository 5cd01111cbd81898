import { describeValue } from '../../core/cassette/describe-value.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { captureError, errorText } from '../../core/cassette/value.ts'
import { comparePaths, type PathDifference } from '../../core/divergence/differences/json-paths.ts'
import { compareWithTolerance } from '../../core/divergence/differences/tolerance.ts'
import { valueJson } from '../../core/matching/asked-of.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { redactError } from './recorder.ts'
import type { AgentPass } from './agent-pass.ts'

/** What the final output is called where an action's name is asked for. */
export const FINAL_OUTPUT = 'final output'

/** Where the final output differs from the recorded one; an error is an output of its own kind. */
export function compareEnd(
  recorded: Cassette,
  pass: AgentPass,
  redactor: Redactor,
): PathDifference[] {
  const end = recorded.end!
  if ('error' in pass.outcome || end.error) {
    const replayed = 'error' in pass.outcome ? captureError(pass.outcome.error) : undefined
    const before = end.error && errorText(end.error)
    const now = replayed && errorText(redactError(replayed, redactor))
    return before === now ? [] : [{ path: 'error', recorded: before, replayed: now }]
  }
  const player = pass.run.options.player!
  const now = describeOutput(pass.outcome.output, redactor)
  const outputOf = (value: { json: CassetteJson; meta?: CassetteJson }) =>
    player.outputOf(FINAL_OUTPUT, valueJson(value))
  const [before, after] = [end.output && outputOf(end.output), outputOf(now)]
  const differences = comparePaths(before, after)
  if (differences.length === 0 || before === undefined) return differences
  player.volatileEnd = player.explainOutput(before, after)
  if (player.volatileEnd.length > 0) return []
  const rules = pass.run.options.compare.output
  if (rules.length === 0) return differences
  const compared = compareWithTolerance(end.output!, now, { rules })
  pass.run.tolerate('final output', compared.tolerated)
  return compared.differences
}

/** Describes a final output for the cassette. */
export function describeOutput(
  output: unknown,
  redactor: Redactor,
): { json: CassetteJson; meta?: CassetteJson } {
  const captured = describeValue(output)
  return { ...captured, json: redactor.json(captured.json) }
}

export type CassetteJson = ReturnType<typeof valueJson>
