import { sendJson, startServer, type LoopbackServer } from '../../servers/model-server.ts'

/** A service that answers each question with itself. */
export function startEchoService(port?: number): Promise<LoopbackServer> {
  return startServer((request, response) => {
    const { question } = JSON.parse(request.body) as { question: string }
    return sendJson(response, { answer: `answer to ${question}` })
  }, port)
}

/** The questions that reached a service, in order. */
export function questionsTo(service: LoopbackServer): string[] {
  return service.requests.map(({ body }) => (JSON.parse(body) as { question: string }).question)
}
