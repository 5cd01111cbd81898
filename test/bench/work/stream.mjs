// Event streams whose server pauses between events: a recorder that waits for the end shows.
import { now } from '../clock.mjs'

export const path = '/v1/stream'

const EVENTS = 5
const GAP = 20

export async function answerStream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let event = 0; event < EVENTS; event++) {
    if (event > 0) await new Promise((resolve) => setTimeout(resolve, GAP))
    const chunk = {
      object: 'chat.completion.chunk',
      choices: [{ delta: { content: `${event} ` } }],
    }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  response.end('data: [DONE]\n\n')
}

/** Gives back the milliseconds to the first event of each stream. */
export async function agent(url, streams) {
  const first = []
  for (let index = 0; index < streams; index++) {
    const started = now()
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'gpt-4o',
        stream: true,
        messages: [{ role: 'user', content: `${index}` }],
      }),
    })
    const reader = response.body.getReader()
    await reader.read()
    first.push(now() - started)
    while (!(await reader.read()).done);
  }
  return first
}
