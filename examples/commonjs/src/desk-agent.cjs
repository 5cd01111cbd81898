const { OpenAI } = require('openai')
const { desk } = require('./desk.cjs')

const string = { type: 'string' }
const describe = (name, description, properties) => ({
  type: 'function',
  function: {
    name,
    description,
    parameters: { type: 'object', properties, required: Object.keys(properties) },
  },
})
const tools = [
  describe('look_up', 'Looks up an order.', { order: string }),
  describe('send_part', 'Sends a spare part to the buyer.', { order: string, part: string }),
]
const methods = { look_up: 'lookUp', send_part: 'sendPart' }

exports.deskAgent = async (message) => {
  const client = new OpenAI()
  const messages = [
    { role: 'system', content: 'You run the complaints desk. Send a spare part first.' },
    { role: 'user', content: message },
  ]
  for (;;) {
    const { choices } = await client.chat.completions.create({
      model: 'gpt-4.1-mini',
      messages,
      tools,
    })
    const said = choices[0].message
    messages.push(said)
    if (!said.tool_calls?.length) return said.content
    for (const { id, function: called } of said.tool_calls) {
      const result = await desk[methods[called.name]](JSON.parse(called.arguments))
      messages.push({ role: 'tool', tool_call_id: id, content: JSON.stringify(result) })
    }
  }
}
