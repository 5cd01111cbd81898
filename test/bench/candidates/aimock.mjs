// A mock server, told each answer beforehand.
import { LLMock } from '@copilotkit/aimock'

export async function open({ work, count }) {
  const mock = new LLMock({ port: 0 })
  for (let index = 0; index < count; index++) {
    const request = work.request(index)
    const [{ message }] = work.answer(request).choices
    mock.onMessage(request.messages[1].content, { content: message.content })
  }
  await mock.start()
  return {
    url: `${mock.url}${work.path}`,
    async run(agent) {
      const result = await agent()
      await mock.stop()
      return result
    },
  }
}
