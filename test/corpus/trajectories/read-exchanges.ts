import type { Json, Request, Script } from '../../../fixtures/projects/trajectories/script.ts'
import { isJsonObject, jsonEqual, type JsonObject, parseJson } from '../../../src/core/json.ts'
import type { HttpInteraction } from '../http-interaction.ts'
import { digest } from './digest.ts'
import { isAnswer, isResult, toolUses } from './tool-results.ts'
import type { ModelAnswer, Trajectory } from './trajectory.ts'

const LISTS = ['messages', 'input', 'contents'] as const
const MODEL_CALL = /\/(?:chat\/completions|messages|responses)(?:\?|$)|:(?:stream)?generateContent/i

interface Call {
  path: string
  list: Script['list']
  conversation: Array<Json>
  rest: JsonObject
  answer: ModelAnswer
}

/** Reads the longest loop out of a recording: requests of which each one is the one before, carried on. */
export function readExchanges(
  file: string,
  interactions: ReadonlyArray<HttpInteraction>,
): Trajectory | string {
  const calls = interactions.map(toCall)
  if (calls.filter((call) => call !== null).length < 2)
    return 'fewer than two answered calls of an API that is known'
  let loop: Array<Call> = []
  let present: Array<Call> = []
  for (const call of calls) {
    const before = present.at(-1)
    if (call && before && !carriesOn(before, call)) present = []
    present = call ? [...present, call] : []
    if (present.length > loop.length) loop = present
  }
  if (loop.length < 2) return 'no request carries on the one before'
  return toTrajectory(interactions[0]!.source, file, loop)
}

function toCall({ request, response }: HttpInteraction): Call | null {
  const body = parseJson(Buffer.from(request.body).toString())
  if (!isJsonObject(body) || response.status !== 200 || !MODEL_CALL.test(request.path)) return null
  const list = LISTS.find((key) => Array.isArray(body[key]))
  if (!list) return null
  const { [list]: conversation, ...rest } = body
  const contentType = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const answer = {
    contentType: contentType ?? (response.stream ? 'text/event-stream' : 'application/json'),
    body: response.body,
  }
  return { path: request.path, list, conversation: conversation as Array<Json>, rest, answer }
}

function carriesOn(before: Call, call: Call): boolean {
  return (
    before.list === call.list &&
    before.conversation.length < call.conversation.length &&
    jsonEqual(before.conversation, call.conversation.slice(0, before.conversation.length))
  )
}

function toTrajectory(source: string, name: string, loop: Array<Call>): Trajectory | string {
  const requests: Array<Request> = []
  const turns: Script['turns'] = []
  for (const [k, call] of loop.entries()) {
    const same = requests.findIndex(
      ({ path, body }) => path === call.path && jsonEqual(body, call.rest),
    )
    if (same === -1) requests.push({ path: call.path, body: call.rest })
    const request = same === -1 ? requests.length - 1 : same
    const answer = digest(call.answer.body)
    const added = loop[k + 1]?.conversation.slice(call.conversation.length) ?? []
    const afterReply = added.findIndex((item) => !isAnswer(item))
    const reply = afterReply === -1 ? added : added.slice(0, afterReply)
    const rest = added.slice(reply.length)
    if ((added.length > 0 && reply.length === 0) || rest.some(isAnswer))
      return 'what a request adds is not an answer and what follows from it'
    const results = rest.slice(0, rest.findLastIndex(isResult) + 1)
    const said = rest.slice(results.length)
    turns.push({ request, answer, reply, tools: toolUses(reply, results), results, said })
  }
  if (!turns.some(({ tools }) => tools.length > 0)) return 'no tool is called'
  const { list, conversation } = loop[0]!
  return {
    source,
    script: { name, tools: 'serve', list, requests, opening: conversation, turns },
    answers: loop.map(({ answer }) => answer),
  }
}
