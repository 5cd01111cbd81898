import type { ServerResponse } from 'node:http'
import {
  chatCompletion,
  sendJson,
  startServer,
  type LoopbackServer,
  type ServedRequest,
} from '../../servers/model-server.ts'

/** A model that answers the same question in other words each time it is asked. */
export function startChanceModel(
  meanwhile: (
    request: ServedRequest,
    response: ServerResponse,
  ) => boolean | Promise<boolean> = () => false,
): Promise<LoopbackServer> {
  return startServer(async (request, response) => {
    if (await meanwhile(request, response)) return
    sendJson(response, chatCompletion({ content: `${questionOf(request)}, ${request.index}` }))
  })
}

/** The questions that reached a model, in order. */
export function questionsTo({ requests }: LoopbackServer): string[] {
  return requests.map(questionOf)
}

function questionOf({ body }: ServedRequest): string {
  return (JSON.parse(body) as { messages: [{ content: string }] }).messages[0].content
}
