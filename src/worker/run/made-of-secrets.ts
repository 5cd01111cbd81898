import type { Cassette, CassetteEnd } from '../../core/cassette/schema.ts'
import {
  containsPlaceholder,
  placeholdersInLines,
  unescapePlaceholders,
} from '../../core/redaction/index.ts'
import type { AgentPass } from '../pass/agent-pass.ts'

type Recorded = Cassette & { end: CassetteEnd }

/**
 * Distinguishes ids that vary by themselves from those that the agent makes of a secret, such as its digest: a replay gives it what
 * stands for the secret, so that they were others when the recording was verified, and are the same in every replay. To find
 * out, the recording is replayed once more, where answers hold secrets at all.
 *
 * @param renamed The recorded ids, with what they were in verification.
 */
export async function tellDerived(
  cassette: Recorded,
  renamed: ReadonlyMap<string, string>,
  replayAgain: () => Promise<AgentPass>,
): Promise<Pick<CassetteEnd, 'volatile' | 'derived'>> {
  const again = givesSecrets(cassette) ? await renamedAgain(replayAgain) : null
  const isDerived = ([recorded, replayed]: readonly [string, string]) =>
    again?.get(recorded) === replayed
  const all = [...renamed].sort(([a], [b]) => (a < b ? -1 : 1))
  const derived = all.filter(isDerived)
  const volatile = all.filter((pair) => !isDerived(pair)).map(([recorded]) => recorded)
  return {
    ...(volatile.length > 0 ? { volatile } : {}),
    ...(derived.length > 0 ? { derived } : {}),
  }
}

/** The ids of a further replay, if it went like the one before. */
async function renamedAgain(
  replayAgain: () => Promise<AgentPass>,
): Promise<ReadonlyMap<string, string> | null> {
  const { ledger } = await replayAgain()
  return ledger.blocked.length > 0 ? null : ledger.options.player!.varying
}

/** Checks that the agent got something in a replay that stands for a secret. */
function givesSecrets({ actions }: Recorded): boolean {
  const given = actions.map(({ response, outputs, error }) => [response, outputs, error])
  return containsPlaceholder(JSON.stringify(given))
}

/**
 * The placeholders of secrets that answers gave when the recording was verified. Wherever the recording has one of them, the
 * agent has passed it on: where it sent something else, the secret is of its own making.
 */
export function givenSecrets({ end }: Recorded, { ledger, outcome }: AgentPass): Set<string> {
  const given = new Set<string>()
  const made = new Set<string>()
  const compare = (recorded: unknown, now: unknown) => {
    const present = placeholdersIn(now)
    for (const name of placeholdersIn(recorded)) if (!present.has(name)) made.add(name)
  }
  for (const { recorded, matchable, state } of ledger.actions) {
    if (!recorded) continue
    const { request, inputs, response, outputs, error } = recorded
    if (matchable) compare([request?.url, request?.body, inputs], matchable)
    if (state.kind === 'ran') compare(outputs, state.fresh.outputs)
    else for (const name of placeholdersIn([response, outputs, error])) given.add(name)
  }
  compare(end.output ?? end.error, outcome.stored)
  for (const name of made) given.delete(name)
  return given
}

function placeholdersIn(value: unknown): Set<string> {
  return placeholdersInLines(unescapePlaceholders(JSON.stringify(value ?? null)))
}
