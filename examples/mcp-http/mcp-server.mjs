// An order desk as an MCP server over HTTP: node mcp-server.mjs
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { z } from 'zod'

const text = (value) => ({ content: [{ type: 'text', text: JSON.stringify(value) }] })
const order = z.string()

function desk() {
  const server = new McpServer({ name: 'desk', version: '1.0.0' })
  server.registerTool(
    'look_up',
    { description: 'Looks up an order.', inputSchema: { order } },
    async ({ order }) => text({ order, item: 'teapot', arrived: 'without its lid' }),
  )
  server.registerTool(
    'send_part',
    { description: 'Sends a spare part to the buyer.', inputSchema: { order, part: z.string() } },
    async ({ order, part }) => text({ order, part, sent: true }),
  )
  return server
}

createServer(async (request, response) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  await desk().connect(transport)
  await transport.handleRequest(request, response)
}).listen(4011, '127.0.0.1', () => console.log('http://127.0.0.1:4011/mcp'))
