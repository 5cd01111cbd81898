import { plural } from '../../core/words/plural.ts'
import { formatUsd } from '../../core/words/format-number.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { prepareTake, type PreparedRun } from '../prepare/prepare-run.ts'
import { publishRun, type RunPublication } from '../report/publish-run.ts'
import { nameTake, recordTake, type RecordedTake } from './record-take.ts'
import { describeSpent } from './recording-progress.ts'
import { reportRun } from '../report/run-report.ts'
import type { Agent } from '../prepare/agent.ts'

interface RunToRecord {
  prepared: PreparedRun
  plan: 'record' | 'extend'
  publication: RunPublication
}

/**
 * Records the takes of a run, one after the other. What an interrupted one leaves lies beside the cassettes, to be
 * resumed with the mode `new_episodes`: takes that had come to their end cost nothing again.
 */
export async function recordTakes(
  agent: Agent<unknown, unknown>,
  { prepared, plan, publication }: RunToRecord,
): Promise<RecordedTake[]> {
  const takes: RecordedTake[] = []
  const { takes: count } = prepared
  if (count > 1) announce(prepared, plan)
  let spent: number | null = 0
  try {
    for (let number = 1; number <= count; number++) {
      const own = number === 1 ? { prepared, publication } : openTake(prepared, number, plan)
      const isNew = own.prepared.found.kind === 'nothing' || plan === 'record'
      if (isNew && number > 1)
        tell(`recording ${nameTake(own.prepared)}, ${describeSpent(spent)} so far`)
      const take = await recordTake(agent, { ...own, plan: isNew ? 'record' : 'extend', spent })
      takes.push(take)
      const cost = number < count ? awaitPlace(take) : 0
      spent = spent === null || cost === null ? null : spent + cost
    }
  } catch (error) {
    for (const { recording } of takes) recording.abandon()
    if (takes.length > 0)
      tell(
        `"${prepared.name}": ${takes.length} of ${plural(count, 'take')} recorded, and nothing is put in place; resume with VITEST_REPLAY=new_episodes`,
      )
    throw error
  }
  return takes
}

function openTake(first: PreparedRun, take: number, plan: 'record' | 'extend') {
  const prepared = prepareTake(first, take, plan)
  return { prepared, publication: publishRun(prepared) }
}

/** Reports a take as interrupted until all takes have ended and are put in place. Returns its cost. */
function awaitPlace(take: RecordedTake): number | null {
  const { prepared, pass, plan, cassette, judgement, replayed, publication } = take
  const report = reportRun(prepared, pass, {
    mode: plan,
    cassette,
    judgement,
    verified: cassette.end.verified,
    ...(replayed ? { replayed } : {}),
  })
  publication.publish({
    ...report,
    status: 'interrupted',
    error: 'it was recorded, but not put in place, as not all of its takes came to their end',
  })
  return report.replayCostUsd
}

/** Prints how often the agent is going to run for real, before it does. */
function announce(prepared: PreparedRun, plan: 'record' | 'extend'): void {
  const { found, takes, name } = prepared
  if (plan === 'extend') return
  const known = found.kind === 'complete' ? found.cassette.end!.totals.costUsd : null
  const price =
    known === null
      ? `${plural(takes, 'time')} what one costs`
      : `about ${formatUsd(known * takes)} in all`
  tell(
    `recording "${name}" ${plural(takes, 'time')}, one after the other (option "takes"): ${price}`,
  )
}

function tell(text: string): void {
  console.warn(`[vitest-replay] ${escapeTerminal(text)}`)
}
