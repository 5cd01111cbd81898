import { relative } from 'node:path'
import { ReplayError } from '../core/errors.ts'
import type { PreparedRun } from './prepare-run.ts'
import { sharedState } from './test-context.ts'

function recordCommand({ context }: PreparedRun, mode: string): string {
  const file = relative(sharedState.file!.options.root, context.file)
  const name = context.fullName.split(' > ').at(-1)!.replaceAll('"', '\\"')
  return `VITEST_REPLAY=${mode} npx vitest run ${file} -t "${name}"`
}

/** Why a run is neither recorded nor replayed, and the command that mends it. */
export function refusal(
  prepared: PreparedRun,
  plan: 'refuse-missing' | 'refuse-interrupted',
): ReplayError {
  const { cassette, choice, found, name } = prepared
  if (plan === 'refuse-interrupted' && found.kind === 'interrupted') {
    return new ReplayError('CASSETTE_INTERRUPTED', {
      attempted: `Failed to replay "${name}"`,
      reason: `its recording was interrupted after ${found.cassette.actions.length} actions (${found.path}), and nothing is recorded with mode "none" (from ${choice.origin})`,
      remedy: `Resume it with: ${recordCommand(prepared, 'new_episodes')}`,
      location: { file: found.path },
    })
  }
  return new ReplayError('CASSETTE_MISSING', {
    attempted: `Failed to replay "${name}"`,
    reason: `there is no cassette at ${cassette}, and nothing is recorded with mode "none" (from ${choice.origin})`,
    remedy: `Record it and commit the file: ${recordCommand(prepared, 'once')}`,
    location: { file: cassette },
  })
}

/** A recording that holds nothing could never fail. */
export function nothingRecorded({ name }: PreparedRun): ReplayError {
  return new ReplayError('NOTHING_RECORDED', {
    attempted: `Failed to record "${name}"`,
    reason:
      'the agent made no request and called no action, so there is nothing that a replay could check',
    remedy: 'Check that the agent was really called, and name its tools with the option "actions"',
  })
}
