import { dirname, join } from 'node:path'
import { slugOf } from '../../core/cassette/cassette-path.ts'
import { ReplayError } from '../../core/errors.ts'
import type { RecordingWriter } from '../../storage/recording.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import type { RunPublication } from '../report/publish-run.ts'

/**
 * Refuses to keep a recording under a name with a secret that the run has named: its file has that name, and no later run would
 * find it under another. What was published of it loses the name.
 *
 * @throws ReplayError `NAME_HOLDS_SECRET`
 */
export function refuseSecretName(
  prepared: PreparedRun,
  { recording, publication }: { recording: RecordingWriter; publication: RunPublication },
): void {
  const { name, redactor, cassette } = prepared
  const known = redactor.name(name)
  if (known === name) return
  recording.discard()
  const [slug, safe] = [name, known].map((one) => slugOf(one)) as [string, string]
  const start = slug.slice(0, 40)
  Object.assign(prepared, {
    name: known,
    runId: prepared.runId.replace(start, safe.slice(0, 40)),
    recordingId: prepared.recordingId.replace(start, safe.slice(0, 40)),
    cassette: join(dirname(cassette), `${safe}.cassette.jsonl`),
  })
  publication.redactAgain(true, (text) =>
    text.replaceAll(slug, safe).replaceAll(start, safe.slice(0, 40)),
  )
  throw new ReplayError('NAME_HOLDS_SECRET', {
    attempted: `Failed to record "${known}"`,
    reason: 'its name, which is that of its file as well, holds a secret that the run named later',
    remedy: 'Give the test another name, or name the cassette with the option "cassette"',
  })
}
