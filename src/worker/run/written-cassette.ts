import { readLines } from '../../core/cassette/read-lines.ts'
import type { Cassette, CassetteEnd } from '../../core/cassette/schema.ts'
import { createCassetteWriter } from '../../core/cassette/serialize.ts'
import { ReplayError } from '../../core/errors.ts'
import { presentIn } from '../../core/matching/readings/own-values.ts'
import { explainRefused } from '../prepare/explain-refused.ts'

/** A cassette as its file is going to read, with an end that may still change. */
export interface WrittenCassette {
  cassette: Cassette & { end: CassetteEnd }
  /** The text of the file, with the end as it is now. */
  text(): string
}

/**
 * Writes a cassette and reads it back: a recording is verified against its file, not against the memory.
 *
 * @param name What is recorded, in words.
 * @throws ReplayError `RECORDING_UNREADABLE` when the text is one that a replay would refuse.
 */
export async function writeCassette(
  recorded: Cassette & { end: CassetteEnd },
  name: string,
): Promise<WrittenCassette> {
  const writer = createCassetteWriter()
  const body = [
    writer.header(recorded.header),
    ...recorded.actions.map((action) => writer.action(action)),
  ].join('')
  const { own, ...end } = recorded.end
  const present = own && presentIn(body + JSON.stringify(end.output ?? end.error ?? null), own)
  const cassette = await readBack(
    body + writer.end({ ...end, ...(present && { own: present }) }),
    recorded,
    name,
  )
  return { cassette, text: () => body + writer.end(cassette.end) }
}

async function readBack(
  text: string,
  { actions }: Cassette,
  name: string,
): Promise<Cassette & { end: CassetteEnd }> {
  try {
    return readLines(text, 'the new cassette') as Cassette & { end: CassetteEnd }
  } catch (refused) {
    const error = await explainRefused(refused)
    const { line = 1, field } = (error as ReplayError).location ?? {}
    const action = actions[line - 2]
    const part = action ? `${action.type} "${action.name}"` : line === 1 ? 'its header' : 'its end'
    throw new ReplayError(
      'RECORDING_UNREADABLE',
      {
        attempted: `Failed to record ${name}`,
        reason: `a replay would refuse the cassette: ${part} has a value that a cassette cannot store${field ? ` ("${field}")` : ''}`,
        remedy: 'Remove this call from the run, or exempt it with the plugin option "passthrough"',
        ...((error as ReplayError).location ? { location: (error as ReplayError).location! } : {}),
      },
      { cause: error },
    )
  }
}
