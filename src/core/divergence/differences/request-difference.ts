import { isJsonObject, type JsonValue } from '../../json.ts'
import { isEcho, messageListOf, type MessagePool } from '../../matching/conversation.ts'
import type { Matchable } from '../../matching/matchable.ts'
import { alike } from '../../matching/similarity.ts'
import { comparePaths, type PathDifference } from './json-paths.ts'
import { pairBest, pairEqual } from './sequence.ts'

/** One thing that differs between two requests: a field, or a message of the conversation. */
export interface RequestChange {
  /** Equal for the same change at any place. */
  key: string
  /** The message that the change is in: the replayed one if both exist. */
  message?: JsonValue
  /** `true` for a message that both sides have, at different places. */
  moved?: true
  /** Of an answer of the model that only the replay has: the number of the message that it answers. */
  answers?: number
  differences: PathDifference[]
}

/**
 * Lists what differs between two requests: `method`, `url`, `headers.<name>`, and JSON paths of the
 * body. Messages are aligned, so that one put in or left out does not make all behind it differ.
 */
export function compareRequests(
  recorded: Matchable,
  replayed: Matchable,
  pool: MessagePool,
): RequestChange[] {
  const [left, right] = [messageListOf(recorded.body), messageListOf(replayed.body)]
  if (!left || !right || left.key !== right.key) return compareFields(recorded, replayed, pool)
  const messages = compareMessages(left.messages, right.messages, { key: left.key, pool })
  return [
    ...compareFields(
      { ...recorded, body: without(recorded.body, left.key) },
      { ...replayed, body: without(replayed.body, left.key) },
      pool,
    ),
    ...messages,
  ]
}

function without(body: JsonValue, key: string): JsonValue {
  if (!isJsonObject(body)) return body
  const { [key]: _left, ...rest } = body
  return rest
}

function compareFields(
  recorded: Matchable,
  replayed: Matchable,
  pool: MessagePool,
): RequestChange[] {
  const differences: PathDifference[] = []
  const compare = (path: string, a: string | null, b: string | null) => {
    if (a !== b) differences.push({ path, recorded: a ?? undefined, replayed: b ?? undefined })
  }
  compare('method', recorded.method, replayed.method)
  compare('url', recorded.url, replayed.url)
  const [before, now] = [new Map(recorded.headers), new Map(replayed.headers)]
  for (const name of new Set([...before.keys(), ...now.keys()]))
    compare(`headers.${name}`, before.get(name) ?? null, now.get(name) ?? null)
  for (const difference of comparePaths(recorded.body, replayed.body)) differences.push(difference)
  return differences.map((difference) => ({
    key: changeKey(difference.path, difference.recorded, difference.replayed, pool),
    differences: [difference],
  }))
}

/** @note Values by their number: long texts make long keys, and a mere hash could take one change for another. */
function changeKey(
  path: string,
  recorded: JsonValue | undefined,
  replayed: JsonValue | undefined,
  pool: MessagePool,
): string {
  const idOf = (value: JsonValue | undefined) => (value === undefined ? '' : pool.idOf(value))
  return `${path} ${idOf(recorded)} ${idOf(replayed)}`
}

function compareMessages(
  recorded: JsonValue[],
  replayed: JsonValue[],
  { key, pool }: { key: string; pool: MessagePool },
): RequestChange[] {
  const ids = [recorded, replayed].map((list) => list.map((message) => pool.idOf(message)))
  const changes: RequestChange[] = []
  const lost = new Map<number, RequestChange>()
  const change = (from: number | null, to: number | null): void => {
    const [a, b] = [
      from === null ? undefined : recorded[from],
      to === null ? undefined : replayed[to],
    ]
    const path = `$.${key}[${to ?? from}]`
    const id = to === null ? ids[0]![from!]! : ids[1]![to]!
    const known = a === undefined || b === undefined ? lost.get(id) : undefined
    // A message that one side lost and the other gained is the same message at another place.
    if (known && (known.differences[0]!.recorded === undefined) !== (a === undefined)) {
      known.moved = true
      known.key = `moved ${id}`
      known.differences.push({ path, recorded: a, replayed: b })
      return
    }
    const found: RequestChange = {
      key: changeKey('message', a, b, pool),
      message: b ?? a!,
      differences:
        a === undefined || b === undefined
          ? [{ path, recorded: a, replayed: b }]
          : comparePaths(a, b, path),
    }
    if (a === undefined || b === undefined) lost.set(id, found)
    const answers = a === undefined ? answeredBy(replayed, to!) : -1
    if (answers >= 0) found.answers = ids[1]![answers]!
    changes.push(found)
  }
  let [i, j] = [0, 0]
  for (const [a, b] of [...pairEqual(ids[0]!, ids[1]!), [recorded.length, replayed.length]]) {
    compareStretch(recorded.slice(i, a), replayed.slice(j, b), (from, to) =>
      change(from === null ? null : i + from, to === null ? null : j + to),
    )
    ;[i, j] = [a! + 1, b! + 1]
  }
  return changes
}

/** The place of the message that a message of the model answers; -1 where it is none of the model's. */
function answeredBy(messages: readonly JsonValue[], at: number): number {
  if (!isEcho(messages[at]!)) return -1
  let place = at - 1
  while (place >= 0 && isEcho(messages[place]!)) place--
  return place
}

/** Beyond this length, messages are paired by their place. */
const MAX_STRETCH = 40

/** Pairs the messages between two that are equal: those of the same role that are most alike. */
function compareStretch(
  recorded: JsonValue[],
  replayed: JsonValue[],
  change: (from: number | null, to: number | null) => void,
): void {
  if (recorded.length === 0 && replayed.length === 0) return
  const isLong = recorded.length > MAX_STRETCH || replayed.length > MAX_STRETCH
  const pairs = pairBest(recorded.length, replayed.length, (a, b) => {
    const [left, right] = [recorded[a]!, replayed[b]!]
    if (roleOf(left) !== roleOf(right)) return 0
    return isLong ? (a === b ? 1 : 0) : 0.1 + alike(left, right)
  })
  let from = 0
  let to = 0
  for (const [a, b] of [...pairs, [recorded.length, replayed.length]]) {
    while (from < a!) change(from++, null)
    while (to < b!) change(null, to++)
    if (a! < recorded.length && b! < replayed.length) change(from++, to++)
  }
}

/** The speaker of a message: its role, or the kind of an item that has none. */
function roleOf(message: JsonValue): JsonValue | undefined {
  if (!isJsonObject(message)) return typeof message
  return message['role'] ?? message['type']
}
