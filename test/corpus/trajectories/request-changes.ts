import type { Json, Request, Script } from '../../../fixtures/projects/trajectories/script.ts'
import type { Cause } from '../../../src/core/divergence/schema.ts'
import { isJsonObject, jsonEqual } from '../../../src/core/json.ts'
import { changeMessage, changeText } from './change-value.ts'
import type { Random } from './random.ts'
import { placeOf } from './script-actions.ts'
import { type MakeChange, sameAction } from './seeded-change.ts'

const SYSTEM_KEYS = ['system', 'instructions', 'systemInstruction', 'system_instruction']

/** A word of the system prompt, from some call on; half of the time from the first. */
export const changeSystemPrompt: MakeChange = (script, random) => {
  const head = script.opening[0]
  if (isJsonObject(head) && (head['role'] === 'system' || head['role'] === 'developer')) {
    const from = firstTurn(script, random)
    const to = changeMessage(head, random)
    const expected = sameAction('system_prompt', placeOf(script, 'llm', from))
    return to === null ? null : { change: { head: { from, to } }, expected }
  }
  return changeBodies('system_prompt', script, random, (body) => {
    const key = SYSTEM_KEYS.find((name) => body[name] !== undefined && body[name] !== null)
    const changed = key === undefined ? null : changeMessage(body[key]!, random)
    return changed === null ? body : { ...body, [key!]: changed }
  })
}

/** The description of a tool on offer, from some call on. */
export const changeToolSchema: MakeChange = (script, random) =>
  changeBodies('tool_schema', script, random, (body) => {
    const tools = body['tools']
    const changed = tools === undefined ? null : changeDescription(tools, random)
    return changed === null ? body : { ...body, tools: changed }
  })

/** The temperature, from some call on. */
export const changeTemperature: MakeChange = (script, random) =>
  changeBodies('model_parameters', script, random, (body) => {
    if (script.list !== 'contents') return { ...body, temperature: 0.625 }
    const config = body['generationConfig']
    const changed = { ...(isJsonObject(config) ? config : {}), temperature: 0.625 }
    return { ...body, generationConfig: changed }
  })

/** Another model, from some call on; Google names it in the URL. */
export const changeModel: MakeChange = (script, random) =>
  changeRequests('model_parameters', script, random, ({ path, body }) => ({
    path: path.replace(/(?<=\/models\/)[^/:]+(?=:)/, 'gemini-next'),
    body: body['model'] === undefined ? body : { ...body, model: 'next-model-2' },
  }))

function firstTurn({ turns }: Script, random: Random): number {
  return random.below(2) === 0 ? 0 : random.below(turns.length)
}

function changeBodies(
  cause: Cause,
  script: Script,
  random: Random,
  change: (body: Request['body']) => Request['body'],
): ReturnType<MakeChange> {
  return changeRequests(cause, script, random, ({ path, body }) => ({ path, body: change(body) }))
}

function changeRequests(
  cause: Cause,
  script: Script,
  random: Random,
  change: (request: Request) => Request,
): ReturnType<MakeChange> {
  const { requests, turns } = script
  const from = firstTurn(script, random)
  const to = requests.map(change)
  const first = turns[from]!.request
  // The changed value must be in the first request that is to show it.
  if (
    to[first]!.path === requests[first]!.path &&
    jsonEqual(to[first]!.body, requests[first]!.body)
  )
    return null
  const expected = sameAction(cause, placeOf(script, 'llm', from))
  return { change: { requests: { from, to } }, expected }
}

function changeDescription(tools: Json, random: Random): Json | null {
  if (Array.isArray(tools)) {
    const changed = tools.map((tool) => changeDescription(tool, random))
    const place = changed.findIndex((tool) => tool !== null)
    return place === -1 ? null : tools.map((tool, n) => (n === place ? changed[n]! : tool))
  }
  if (!isJsonObject(tools)) return null
  if (typeof tools['description'] === 'string')
    return { ...tools, description: changeText(tools['description'], random) }
  for (const [key, value] of Object.entries(tools)) {
    const changed = changeDescription(value, random)
    if (changed !== null) return { ...tools, [key]: changed }
  }
  return null
}
