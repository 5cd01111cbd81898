import type { Cassette, Value } from '../../core/cassette/schema.ts'
import { describeValue } from '../../core/cassette/describe-value.ts'
import { captureValue } from '../../core/cassette/value.ts'
import { comparePaths, type PathDifference } from '../../core/divergence/differences/json-paths.ts'
import { valueJson } from '../../core/matching/asked-of.ts'
import { createRedactor } from '../../core/redaction/index.ts'
import { lateSecretsOf } from '../../core/replay/late-secrets.ts'
import type { PreparedRun } from './prepare-run.ts'

/** Lists where the option `input` is another one than the run was recorded with. */
export function changedInput(
  cassette: Cassette,
  { options, redaction, redactor: known }: Pick<PreparedRun, 'options' | 'redaction' | 'redactor'>,
): PathDifference[] {
  const { end, header } = cassette
  const { input } = header
  if (options.input === undefined && input === undefined) return []
  // In verification the secrets are known as they are.
  const late = end?.secrets && lateSecretsOf(cassette)
  const redactor = late ? createRedactor(redaction, null, undefined, undefined, late) : known
  const given = options.input === undefined ? undefined : capture(options.input)
  const present = given && { ...given, json: redactor.json(given.json) }
  const [before, now] = [input, present].map((value) => value && redactor.level(value.json))
  const differences = comparePaths(before, now)
  // Of two values with the same JSON, such as a date and its text, one is more than JSON.
  const found =
    differences.length > 0 || !input || !present
      ? differences
      : comparePaths(redactor.level(valueJson(input)), redactor.level(valueJson(present)))
  if (!late || !present || found.length === 0) return found
  const showing = createRedactor(redaction, end?.secrets ?? null, undefined, undefined, late)
  showing.withhold(present.json, input?.json)
  return showing.json(found as never) as PathDifference[]
}

/** @note As the recording captures it; what cannot be recorded is described, and differs. */
function capture(value: unknown): Value {
  try {
    return captureValue(value, 'the option "input"')
  } catch {
    return describeValue(value)
  }
}
