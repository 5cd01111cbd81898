import { plural } from '../../core/words/plural.ts'
import type { AppliedPolicy } from '../../core/report/receipt-schema.ts'
import { describeUnrecorded, unrecordedOf, wayToRecord } from '../../core/words/unrecorded.ts'
import { ReplayError } from '../../core/errors.ts'
import { knownTests } from './known-tests.ts'
import type { PreparedRun } from './prepare-run.ts'
import { recordCommand } from './record-command.ts'
import { offerRename } from './renamed-cassette.ts'

/** Creates the error of a run that is neither recorded nor replayed, with the command that records it. */
export function refusal(prepared: PreparedRun): ReplayError {
  const { cassette, choice, context, found, name } = prepared
  const mode = `with mode "${choice.mode}" (from ${choice.origin})`
  if (found.kind === 'interrupted' || found.kind === 'cut-off') {
    const { length } = found.cassette.actions
    const reason =
      found.kind === 'interrupted'
        ? `its recording (${found.path}) is not complete: the agent failed or was cut off after ${plural(length, 'action')}. Nothing is recorded ${mode}`
        : `its cassette was cut off after ${plural(length, 'action')} (${found.path}): it has no end, and is not recorded anew ${mode}`
    return new ReplayError('CASSETTE_INTERRUPTED', {
      attempted: `Failed to replay "${name}"`,
      reason,
      remedy: `Resume it with: ${recordCommand(context, 'new_episodes')}`,
      location: { file: found.path },
    })
  }
  return new ReplayError('CASSETTE_MISSING', {
    attempted: `Failed to replay "${name}"`,
    reason: `there is no cassette at ${cassette}, and nothing is recorded ${mode}`,
    remedy: [
      offerRename(prepared, 'instead'),
      `Record it and commit the file: ${recordCommand(context, 'once')}`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    location: { file: cassette },
  })
}

/**
 * Refuses to record over the cassette of another test of the file, which was copied here.
 *
 * @throws ReplayError `CASSETTE_SHARED`
 */
export function refuseOverwriting(prepared: PreparedRun): void {
  const { cassette, found, name } = prepared
  if (found.kind === 'nothing') return
  const owner = found.cassette.header.name
  if (owner === name || !knownTests(prepared).has(owner)) return
  throw new ReplayError('CASSETTE_SHARED', {
    attempted: `Failed to record "${name}"`,
    reason: `the cassette ${cassette} is that of another test of the file, "${owner}", by its header, and is not overwritten`,
    remedy: 'Delete the file if it is a copy, then record the run again',
    location: { file: cassette },
  })
}

/** A recording that holds nothing could never fail. */
export function nothingRecorded(
  { name, context }: PreparedRun,
  beside: readonly string[],
  policy: readonly AppliedPolicy[],
): ReplayError {
  if (beside.length > 0) {
    const others = beside.map((other) => `"${other}"`).join(', ')
    return new ReplayError('NOTHING_RECORDED', {
      attempted: `Failed to record "${name}"`,
      reason: `its calls cannot be distinguished from those of the runs that were open at the same time: ${others}`,
      remedy: `Record it alone: ${recordCommand(context, 'all')}`,
    })
  }
  const left = unrecordedOf(policy)
  if (left.length > 0)
    return new ReplayError('NOTHING_RECORDED', {
      attempted: `Failed to record "${name}"`,
      reason: `nothing that the agent did can be recorded: ${describeUnrecorded(left)}`,
      remedy: wayToRecord(left),
    })
  return new ReplayError('NOTHING_RECORDED', {
    attempted: `Failed to record "${name}"`,
    reason:
      'the agent made no request and called no action, so there is nothing that a replay could check',
    remedy: 'Check that the agent was really called, and name its tools with the option "actions"',
  })
}
