import type { Json, Script } from '../../../fixtures/projects/trajectories/script.ts'
import { isJsonObject } from '../../../src/core/json.ts'
import { changeMessage, changeText, changeValue } from './change-value.ts'
import type { Random } from './random.ts'
import { placeOf, scriptActions } from './script-actions.ts'
import { type MakeChange, sameAction } from './seeded-change.ts'
import { isResult } from './tool-results.ts'

/** A word of what the user says, in the first message or later. */
export const changePrompt: MakeChange = (script, random) => {
  const sent = script.turns.slice(0, -1)
  const lists = [script.opening, ...sent.map(({ said }) => said)]
  const places = lists.flatMap((list, k) => (list.some(isUsers) ? [k] : []))
  if (places.length === 0) return null
  const k = random.pick(places)
  const to = changeUserMessage(lists[k]!, random)
  if (!to) return null
  const expected = sameAction('prompt', placeOf(script, 'llm', k))
  return k === 0
    ? { change: { opening: to }, expected }
    : { change: { said: { turn: k - 1, to } }, expected }
}

/**
 * A value that a tool gives. A tool that is executed shows it itself; else the next request does, where the agent
 * has made something else of it.
 */
export const changeToolResult: MakeChange = (script, random) => {
  const executed = script.tools === 'execute'
  const place = pickTool(script, random, executed ? script.turns.length : script.turns.length - 1)
  if (!place) return null
  const { turn, tool } = place
  const { at, value } = script.turns[turn]!.tools[tool]!
  const to = changeValue(value, random)
  if (executed) {
    const expected = sameAction(
      'tool_result',
      placeOf(script, 'tool', turn, tool),
      'output_mismatch',
    )
    return { change: { result: { turn, tool, to } }, expected }
  }
  // An agent without function calling hands results on as the user's words, and nothing says that they are none.
  const message = script.turns[turn]!.results[Number(at[0])]!
  const cause = isResult(message) ? 'tool_result' : 'prompt'
  const change = script.tools === 'plain' ? 'result' : 'rendered'
  const expected = sameAction(cause, placeOf(script, 'llm', turn + 1))
  return { change: { [change]: { turn, tool, to } }, expected }
}

/**
 * An argument that the agent computes for a tool. No cause has a name for the agent's own code: everything before it
 * was as recorded, and `unknown` is what can be said, with the path of the argument as evidence.
 */
export const changeToolArgument: MakeChange = (script, random) => {
  if (script.tools === 'plain') return null
  const place = pickTool(script, random, script.turns.length)
  if (!place) return null
  const to = changeValue(script.turns[place.turn]!.tools[place.tool]!.args, random)
  const at = placeOf(script, 'tool', place.turn, place.tool)
  return {
    change: { args: { ...place, to } },
    expected: sameAction('unknown', at, 'input_mismatch'),
  }
}

/** Changes the output of the run. */
export const changeOutput: MakeChange = (script, random) => {
  const end = scriptActions(script).length
  return {
    change: { output: changeText('The agent says something else.', random) },
    expected: { ...sameAction('final_output', end), final: true },
  }
}

/** Picks one of the tools that are used before a turn. */
export function pickTool(
  { turns }: Script,
  random: Random,
  before: number,
): { turn: number; tool: number } | null {
  const places = turns
    .slice(0, before)
    .flatMap(({ tools }, turn) => tools.map((_, tool) => ({ turn, tool })))
  return places.length === 0 ? null : random.pick(places)
}

function isUsers(message: Json): boolean {
  return isJsonObject(message) && message['role'] === 'user' && !isResult(message)
}

function changeUserMessage(list: Array<Json>, random: Random): Array<Json> | null {
  const place = list.findLastIndex(isUsers)
  const changed = changeMessage(list[place]!, random)
  return changed === null ? null : list.map((message, n) => (n === place ? changed : message))
}
