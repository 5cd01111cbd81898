import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'

/** A server that echoes the request's message, at once or as a stream. */
export function startDeterminismServer(port?: number) {
  return startServer(async (request, response) => {
    if (request.url.endsWith('/stream') || request.body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const word of ['one', ' two', ' three', ' four']) {
        const chunk = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o' }
        const choices = [{ index: 0, delta: { content: word }, finish_reason: null }]
        response.write(`data: ${JSON.stringify({ ...chunk, choices })}\n\n`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      response.end('data: [DONE]\n\n')
      return
    }
    const { messages } = JSON.parse(request.body) as { messages: Array<{ content: string }> }
    const told = messages.at(-1)!.content
    // The earlier ones take longer, so that parallel ones overlap and come back in an order of their own.
    const wait = ['third', 'second', 'first'].indexOf(told)
    if (wait >= 0) await new Promise((resolve) => setTimeout(resolve, 10 + wait * 15))
    sendJson(response, chatCompletion({ content: `You said: ${told}` }))
  }, port)
}
