// The floor: one MSW handler that answers everything and remembers nothing.
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'

export async function open({ work, count, reverse }) {
  const server = setupServer(work.request ? inOrder(work, count, reverse) : computed(work))
  return {
    async run(agent) {
      server.listen({ onUnhandledRequest: 'error' })
      const result = await agent()
      server.close()
      return result
    },
  }
}

function computed(work) {
  return http.all('*', async ({ request }) => HttpResponse.json(work.answer(await request.json())))
}

/** Does not even read the request: the answers stand ready in the order they will be asked for. */
function inOrder(work, count, reverse) {
  const texts = Array.from({ length: count }, (_, index) =>
    JSON.stringify(work.answer(work.request(index))),
  )
  if (reverse) texts.reverse()
  let next = 0
  return http.all(
    '*',
    () => new Response(texts[next++], { headers: { 'content-type': 'application/json' } }),
  )
}
