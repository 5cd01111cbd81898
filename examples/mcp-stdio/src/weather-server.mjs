// An MCP server that speaks over its standard streams.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { z } from 'zod'

const server = new McpServer({ name: 'weather', version: '1.0.0' })
server.registerTool(
  'forecast',
  { description: 'The weather of tomorrow', inputSchema: { city: z.string() } },
  ({ city }) => ({ content: [{ type: 'text', text: `Rain in ${city}, 7 degrees` }] }),
)
await server.connect(new StdioServerTransport())
