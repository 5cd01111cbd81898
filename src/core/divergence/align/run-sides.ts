import type { JsonValue } from '../../json.ts'
import { Conversations, MessagePool, type Turn } from '../../matching/conversation.ts'
import { isSameRequest, matchKey, type Matchable } from '../../matching/matchable.ts'
import { nearness } from '../../matching/nearest.ts'
import type { SideAction } from '../sides.ts'
import type { PathDifference } from '../differences/json-paths.ts'
import type { Siblings } from '../sides.ts'

type Side = 'recorded' | 'replayed'

/** The requests of both runs, numbered so that they can be compared. Requests are read lazily. */
export class RunSides implements Siblings {
  readonly pool = new MessagePool()
  readonly #actions: Record<Side, readonly SideAction[]>
  readonly #turns: Partial<Record<Side, Map<number, Turn | null>>> = {}
  readonly #places: Partial<Record<Side, SiblingPlaces>> = {}
  readonly #numbers = new Map<string, number>()
  readonly #requestKeys = new Map<SideAction, number>()
  /** The requests of one match key: it samples long texts, so that unequal ones can share it. */
  readonly #alike = new Map<string, Array<Matchable | null>>()

  constructor(recorded: readonly SideAction[], replayed: readonly SideAction[]) {
    this.#actions = { recorded, replayed }
  }

  requestKey(action: SideAction): number {
    const known = this.#requestKeys.get(action)
    if (known !== undefined) return known
    const { asked } = action
    const text = `request ${action.operation} ${asked ? matchKey(asked) : ''}`
    const alike = this.#alike.get(text) ?? []
    this.#alike.set(text, alike)
    let at = alike.findIndex((other) => other === asked || isSame(other, asked))
    if (at === -1) at = alike.push(asked) - 1
    const key = this.#number(`${text} ${at}`)
    this.#requestKeys.set(action, key)
    return key
  }

  turnKey(action: SideAction, side: Side): number {
    const turn = this.turnOf(action, side)
    // An action outside of conversations is equal to no other: it gets a number of its own.
    if (!turn) return this.#number(`${side} ${action.index}`)
    return this.#number(`turn ${action.operation} ${turn.key} ${turn.added.join(' ')}`)
  }

  nearness(recorded: SideAction, replayed: SideAction): number {
    if (!recorded.asked || !replayed.asked) return 0
    return nearness(
      { asked: recorded.asked, turn: this.turnOf(recorded, 'recorded') },
      { asked: replayed.asked, turn: this.turnOf(replayed, 'replayed') },
      this.pool,
    )
  }

  /** The turn of its conversation that an action is; `null` for an action without messages. */
  turnOf(action: SideAction, side: Side): Turn | null {
    const turns = (this.#turns[side] ??= this.#placeTurns(side))
    return turns.get(action.index) ?? null
  }

  /** The part of a request that is new: of a conversation, the messages it adds. */
  addedBy(action: SideAction, side: Side): JsonValue | undefined {
    const turn = this.turnOf(action, side)
    if (!turn) return action.asked?.body
    return turn.ids.slice(turn.repeated).map((id) => this.pool.messageOf(id))
  }

  /** The calls before and after an action, in the recording and in the replay. */
  neighbours(recorded: SideAction, replayed: SideAction): PathDifference {
    return {
      path: 'order',
      recorded: this.#between(recorded, 'recorded'),
      replayed: this.#between(replayed, 'replayed'),
    }
  }

  #between(action: SideAction, side: Side): string {
    const { siblings, places } = (this.#places[side] ??= placeSiblings(this.#actions[side]))
    const at = places.get(action)!
    return siblings
      .get(action.parent)!
      .slice(Math.max(0, at - 1), at + 2)
      .map(({ name }) => name)
      .join(', ')
  }

  #placeTurns(side: Side): Map<number, Turn | null> {
    const conversations = new Conversations(this.pool)
    return new Map(
      this.#actions[side].map(({ index, asked }) => [
        index,
        asked ? conversations.add(asked.body) : null,
      ]),
    )
  }

  #number(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.#numbers.size)
    return this.#numbers.size - 1
  }
}

function isSame(a: Matchable | null, b: Matchable | null): boolean {
  return a !== null && b !== null && isSameRequest(a, b)
}

/** The actions of each parent in order, and the place of each action among them. */
interface SiblingPlaces {
  siblings: Map<number | null, SideAction[]>
  places: Map<SideAction, number>
}

function placeSiblings(actions: readonly SideAction[]): SiblingPlaces {
  const siblings = new Map<number | null, SideAction[]>()
  const places = new Map<SideAction, number>()
  for (const action of actions) {
    const list = siblings.get(action.parent) ?? []
    siblings.set(action.parent, list)
    places.set(action, list.push(action) - 1)
  }
  return { siblings, places }
}
