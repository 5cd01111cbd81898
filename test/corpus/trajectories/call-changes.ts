import type { Script } from '../../../fixtures/projects/trajectories/script.ts'
import { jsonEqual } from '../../../src/core/json.ts'
import { changeValue } from './change-value.ts'
import { pickTool } from './conversation-changes.ts'
import { placeOf, scriptActions } from './script-actions.ts'
import type { MakeChange } from './seeded-change.ts'

const QUESTION = 'Before we go on: say in one sentence what you have found out so far.'

/** A tool is not called: its result was at hand, or the agent goes on without it. */
export const dropTool: MakeChange = (script, random) => {
  if (script.tools === 'plain') return null
  const place = pickTool(script, random, script.turns.length)
  if (!place) return null
  const { value } = script.turns[place.turn]!.tools[place.tool]!
  const instead = random.below(2) === 0 ? value : 'the tool was not called'
  const at = placeOf(script, 'tool', place.turn, place.tool)
  return {
    change: { skipTool: { ...place, instead } },
    expected: { cause: 'missing_call', recorded: [at], replayed: [null] },
  }
}

/** A question of the user and its answer are left out, or the run ends a call early. */
export const dropCall: MakeChange = (script, random) => {
  const { turns } = script
  const last = turns.length - 1
  const places = turns.flatMap(({ tools }, k) =>
    k > 0 && tools.length === 0 && (k === last || turns[k - 1]!.said.length > 0) ? [k] : [],
  )
  if (places.length === 0) return null
  const turn = random.pick(places)
  return {
    change: { skipCall: { turn } },
    expected: { cause: 'missing_call', recorded: [placeOf(script, 'llm', turn)], replayed: [null] },
  }
}

/** After a tool another one is called, or the same again: then either call is the one too many. */
export const insertTool: MakeChange = (script, random) => {
  if (script.tools === 'plain') return null
  const place = pickTool(script, random, script.turns.length)
  if (!place) return null
  const { name, args } = script.turns[place.turn]!.tools[place.tool]!
  const at = placeOf(script, 'tool', place.turn, place.tool)
  const again = random.pick(['same', 'changed', 'other'])
  const extra = {
    name: again === 'other' ? 'audit_log' : name,
    args: again === 'changed' ? changeValue(args, random) : args,
  }
  return {
    change: { extraTool: { ...place, ...extra } },
    expected: {
      cause: 'extra_call',
      recorded: [null],
      replayed: again === 'same' ? [at, at + 1] : [at + 1],
    },
  }
}

/** A question and its answer are added, and stay in the conversation. */
export const insertCall: MakeChange = (script, random) => {
  const { turns } = script
  const last = turns.length - 1
  const places = turns.flatMap(({ said }, k) => (k === last || said.length > 0 ? [k] : []))
  const after = random.pick(places)
  return {
    change: { ask: { after, question: QUESTION } },
    expected: extraAt(lastOf(script, after) + 1),
  }
}

/** The model is asked something on the side, of which nothing stays. */
export const insertAside: MakeChange = (script, random) => {
  const before = random.below(script.turns.length)
  return {
    change: { aside: { before, question: QUESTION } },
    expected: extraAt(placeOf(script, 'llm', before)),
  }
}

/** Two calls of which neither needs the other: two tools of a turn, or a tool and the saving of the turn. */
export const swapCalls: MakeChange = (script, random) => {
  if (script.tools === 'plain') return null
  const place = pickTool(script, random, script.turns.length)
  if (!place) return null
  const { turn } = place
  const { tools } = script.turns[turn]!
  const order = [-1, ...tools.keys()]
  const [first, second] = tools
  const twoTools =
    second && !(first!.name === second.name && jsonEqual(first!.args, second.args)) ? 1 : 0
  ;[order[twoTools], order[twoTools + 1]] = [order[twoTools + 1]!, order[twoTools]!]
  const at = placeOf(script, 'save', turn) + twoTools
  return {
    change: { order: { turn, to: order } },
    expected: { cause: 'order', recorded: [at, at + 1], replayed: [at, at + 1] },
  }
}

function extraAt(place: number) {
  return { cause: 'extra_call' as const, recorded: [null], replayed: [place] }
}

function lastOf(script: Script, turn: number): number {
  return scriptActions(script).findLastIndex((action) => action.turn === turn)
}
