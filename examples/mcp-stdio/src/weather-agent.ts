import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'

/** Asks an MCP server for its tools, and calls one for each city. */
export async function weatherAgent({ cities }: { cities: string[] }) {
  const client = new Client({ name: 'weather-agent', version: '1.0.0' })
  await client.connect(
    new StdioClientTransport({ command: 'node', args: ['src/weather-server.mjs'] }),
  )
  try {
    const { tools } = await client.listTools()
    const forecasts: unknown[] = []
    for (const city of cities) {
      const { content } = await client.callTool({ name: tools[0]!.name, arguments: { city } })
      forecasts.push(content)
    }
    return forecasts
  } finally {
    await client.close()
  }
}
