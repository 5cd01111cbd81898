import type { Cassette, CassetteEnd } from '../../core/cassette/schema.ts'
import { createRedactor, placeholdersInLines, type Redactor } from '../../core/redaction/index.ts'
import { UNLISTED } from '../../core/redaction/recorded-secrets.ts'
import { lateSecretsOf } from '../../core/replay/late-secrets.ts'
import { decodedBodyOf } from '../pass/requests/decoded-body.ts'
import { tryDescribeInput } from '../prepare/describe-input.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'

/** Makes the redactor of a run whose recording is extended: it knows the secrets of the recorded part, and numbers others after them. */
export function redactorToExtend(
  { options, redaction, context: { numbers } }: PreparedRun,
  recorded: Cassette,
): Redactor {
  const listed = recorded.end?.secrets ? recorded.end : unlisted(recorded)
  const secrets = listed.secrets ?? []
  numbers?.noteRecorded(secrets)
  const late = lateSecretsOf(recorded, { gzip: redaction.gzip, bodyOf: decodedBodyOf, listed })
  const redactor = createRedactor(redaction, secrets, undefined, numbers, late)
  tryDescribeInput({ options, redactor })
  return redactor
}

/**
 * The secrets of a recording that does not list them: it was interrupted, or is of an earlier version. An answer may have named any of
 * them, and does not name it again.
 */
function unlisted({ header, actions, end }: Cassette): Pick<CassetteEnd, 'secrets' | 'late'> {
  const lines = [header, ...actions, end ?? null].map((line) => JSON.stringify(line))
  const names = Array.from(placeholdersInLines(lines.join('\n')), (placeholder) =>
    placeholder.slice('<redacted:'.length, -1),
  )
  const stateOf = (name: string) => (name.startsWith('env-') ? 'environment' : UNLISTED)
  return { secrets: names.map((name) => [name, stateOf(name)]), late: names }
}
