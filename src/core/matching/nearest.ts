import { isJsonObject, type JsonValue } from '../json.ts'
import { Conversations, MessagePool, type Turn } from './conversation.ts'
import type { Matchable } from './matchable.ts'
import { alike, similarity } from './similarity.ts'

/** A request with its place in its conversation. */
export interface PlacedRequest {
  asked: Matchable
  turn: Turn | null
}

/**
 * Measures the nearness of two requests of the same operation, 0 to 1: by what each adds to its conversation first, since
 * a change in the history is repeated by every later request. It ranks candidates, and never accepts one.
 */
export function nearness(a: PlacedRequest, b: PlacedRequest, pool: MessagePool): number {
  if (!a.turn || !b.turn) return similarity(a.asked, b.asked)
  const longest = Math.max(a.turn.ids.length, b.turn.ids.length, 1)
  const place = 1 - Math.abs(a.turn.ids.length - b.turn.ids.length) / longest
  const rest = alike(withoutMessages(a), withoutMessages(b))
  const url = a.asked.url === b.asked.url ? 1 : 0
  return 0.55 * alikeTurns(a.turn, b.turn, pool) + 0.2 * place + 0.15 * rest + 0.1 * url
}

/** Compares the new messages of two turns, from their ends; where one opens a conversation, as many as the shorter has. */
function alikeTurns(a: Turn, b: Turn, pool: MessagePool): number {
  const oneOpens = (a.repeated === 0) !== (b.repeated === 0)
  const [left, right] = [a.added.length, b.added.length]
  const length = Math.max(1, oneOpens ? Math.min(left, right) : Math.max(left, right))
  let sum = 0
  for (let back = 1; back <= length; back++) {
    const [own, other] = [a.added.at(-back), b.added.at(-back)]
    if (own === undefined || other === undefined) break
    sum += own === other ? 1 : alike(pool.messageOf(own), pool.messageOf(other))
  }
  return sum / length
}

function withoutMessages({ asked, turn }: PlacedRequest): JsonValue {
  if (!turn || !isJsonObject(asked.body)) return null
  const { [turn.key]: _messages, ...rest } = asked.body
  return rest
}

/** Ranks the requests of a recording by their nearness to one of the replay. */
export interface Ranking {
  /** Remembers a request of the replay that found its own answer. */
  note(asked: Matchable): void
  /** Remembers a request of the replay, and returns a function that measures the nearness of each recorded one. */
  rank(asked: Matchable): (recorded: number) => number
}

/**
 * Creates the ranking of one replay.
 *
 * @param recorded The recorded requests by their index, in order.
 */
export function createRanking(recorded: ReadonlyMap<number, Matchable>): Ranking {
  const pool = new MessagePool()
  const replay = new Conversations(pool)
  // A replay without a divergence ranks nothing: until the first, requests are only kept.
  let waiting: Matchable[] = []
  let placed: Map<number, PlacedRequest> | undefined
  return {
    note: (asked) => void waiting.push(asked),
    rank(asked) {
      if (!placed) {
        const conversations = new Conversations(pool)
        placed = new Map(
          [...recorded].map(([index, request]) => [
            index,
            { asked: request, turn: conversations.add(request.body) },
          ]),
        )
      }
      for (const earlier of waiting) replay.add(earlier.body)
      waiting = []
      const request = { asked, turn: replay.add(asked.body) }
      return (index) => nearness(placed!.get(index)!, request, pool)
    },
  }
}
