import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { claimFirstRecording } from '../../storage/first-recording.ts'
import { placeTakes } from '../../storage/takes.ts'
import { assertRun } from './assert-run.ts'
import { measureIfAsked, measureRun } from '../determinism/measure-run.ts'
import { firstRecordingNotice } from './first-recording-notice.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { refuseOverwriting } from '../prepare/refusals.ts'
import { offerRename } from '../prepare/renamed-cassette.ts'
import type { RunPublication } from '../report/publish-run.ts'
import type { RecordedTake } from './record-take.ts'
import { recordTakes } from './record-takes.ts'
import { tryFaults } from '../lab/try-faults.ts'
import { toResult } from '../report/run-result.ts'
import type { ReplayRun } from '../report/run-types.ts'
import type { Agent } from '../prepare/agent.ts'
import { sharedState } from '../context/test-context.ts'

/**
 * Records a run, as often as it has takes: live, or what is missing of it, and replays each from its fresh cassette at
 * once. All are put in place together, when the last one is recorded.
 */
export async function recordRun(
  agent: Agent<unknown, unknown>,
  prepared: PreparedRun,
  plan: 'record' | 'extend',
  publication: RunPublication,
): Promise<ReplayRun<unknown>> {
  refuseOverwriting(prepared)
  const { root } = sharedState.file!.options
  const offer = prepared.found.kind === 'nothing' ? offerRename(prepared, 'in its place') : ''
  if (claimFirstRecording(root)) console.warn(firstRecordingNotice(prepared.cassette))
  const takes = await recordTakes(agent, { prepared, plan, publication })
  if (offer !== '')
    console.warn(`[vitest-replay] recorded "${escapeTerminal(prepared.name)}". ${offer}`)
  const [first, ...others] = takes as [RecordedTake, ...RecordedTake[]]
  try {
    placeAll(first, takes)
  } finally {
    for (const { recording } of takes) recording.abandon()
  }
  const { cassette, replayed: base } = first
  const { follow } = publication
  const measure = () => measureRun({ agent, prepared, cassette, base, follow })
  const determinism = await measureIfAsked(prepared, base, measure)
  let failure: unknown
  for (const take of others) {
    try {
      assertRun(resultOf(agent, take, { determinism: null, measure }), take.prepared)
    } catch (error) {
      failure ??= error
    }
  }
  const run = assertRun(resultOf(agent, first, { determinism, measure }), prepared)
  if (failure !== undefined) throw failure
  return run
}

/** Puts all takes in place. Where none has changed, all files stay as they are, and git shows no difference. */
function placeAll(first: RecordedTake, takes: RecordedTake[]): void {
  const isUnchanged = takes.every(({ isKnown }) => isKnown)
  const isExtended = first.plan === 'extend'
  const { removed } = placeTakes(
    first.prepared.cassette,
    takes.map(({ recording, isKnown }) => ({
      recording,
      // Takes that were recorded anew belong together; one that was only extended stands for itself.
      isKept: isExtended ? isKnown : isUnchanged,
    })),
    { removesSurplus: !isExtended || !first.isKnown },
  )
  if (removed === 0) return
  const name = escapeTerminal(first.prepared.name)
  const noun = removed === 1 ? 'take' : 'takes'
  console.warn(
    `[vitest-replay] "${name}": removed ${removed} ${noun} of an earlier recording; the option "takes" asks for ${takes.length}`,
  )
}

function resultOf(
  agent: Agent<unknown, unknown>,
  { prepared, pass, plan, cassette, judgement, replayed, publication }: RecordedTake,
  determinism: Pick<Parameters<typeof toResult>[2], 'determinism' | 'measure'>,
): ReplayRun<unknown> {
  return toResult(prepared, pass, {
    mode: plan,
    cassette,
    judgement,
    ...determinism,
    verified: cassette.end.verified,
    ...(replayed ? { replayed } : {}),
    publication,
    tryFaults: (options) => tryFaults({ agent, prepared, cassette, base: replayed }, options),
  })
}
