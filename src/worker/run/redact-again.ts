import type { Cassette, CassetteHeader } from '../../core/cassette/schema.ts'
import { createCassetteWriter } from '../../core/cassette/serialize.ts'
import type { RecordingWriter } from '../../storage/recording.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import type { AgentPass } from '../pass/agent-pass.ts'
import { compareEnd } from '../pass/final-output.ts'
import { redactValue } from '../pass/late/redact-action.ts'
import { redactOutcome } from '../pass/pass-outcome.ts'
import type { RunPublication } from '../report/publish-run.ts'

interface Written {
  header: CassetteHeader
  recording: RecordingWriter
  publication: RunPublication
}

/**
 * Replaces the secrets that a run has named last in all that was recorded and written before.
 *
 * @param learnt The knowledge of its redactor when the header was made.
 */
export function redactAgain(
  pass: AgentPass,
  { header, recording, publication }: Written,
  learnt: number,
): void {
  const { ledger } = pass
  const { redactor } = ledger.options
  redactor.learnSent()
  if (redactor.learnt === learnt) return
  let isChanged = ledger.redactAgain()
  pass.outcome = redactor.again(() => redactOutcome(pass.outcome, redactor))
  if (header.input) {
    const input = redactor.again(() => redactValue(header.input!, redactor))
    isChanged ||= input !== header.input
    header.input = input
  }
  isChanged = redactNames(header, redactor) || isChanged
  publication.redactAgain(isChanged)
  if (!isChanged) return
  const writer = createCassetteWriter()
  const actions = ledger.actions.flatMap(({ fresh }) => (fresh ? [writer.action(fresh)] : []))
  recording.rewrite([writer.header(header), ...actions])
}

/** Replaces the secrets in what a header calls the run. Returns `true` where there were any. */
function redactNames(header: CassetteHeader, { name }: Redactor): boolean {
  const { agent, workflow, tags, release } = header
  const known = {
    agent: agent === null ? null : name(agent),
    workflow: workflow === null ? null : name(workflow),
    tags: tags.map(name),
    release: release === null ? null : name(release),
  }
  const isChanged = JSON.stringify(known) !== JSON.stringify({ agent, workflow, tags, release })
  Object.assign(header, known)
  return isChanged
}

/**
 * Replaces the secrets of a recording that its replay has met, and has not named: those that were found at their places, and
 * what may be one where the replay differs. Returns `true` where an action or the input held one.
 */
export function redactReplay(pass: AgentPass, cassette: Cassette): boolean {
  const { ledger, outcome } = pass
  const { redactor } = ledger.options
  const { learnt } = redactor
  const recorded = outcome.kind === 'threw' ? cassette.end?.error : cassette.end?.output
  if (compareEnd(cassette, pass).differences.length > 0)
    redactor.withhold(outcome.stored as never, recorded as never)
  const isChanged = ledger.redactAgain()
  if (redactor.learnt !== learnt) pass.outcome = redactOutcome(outcome, redactor)
  return isChanged
}
