import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { z } from 'zod'
import { TEXT } from './provider-streams.ts'

/** Starts a real MCP server over streamable HTTP: `/mcp` answers with event streams, `/mcp-json` with JSON. */
export async function startMcpServer(): Promise<{ url: string; close(): Promise<void> }> {
  const sessions = new Map<string, StreamableHTTPServerTransport>()

  const openSession = async (enableJsonResponse: boolean) => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse,
      onsessioninitialized: (id) => void sessions.set(id, transport),
    })
    const server = new McpServer({ name: 'loopback', version: '1.0.0' })
    server.registerTool(
      'say',
      { inputSchema: { prompt: z.string() } },
      async ({ prompt }, extra) => {
        const progressToken = extra._meta?.progressToken
        if (prompt.endsWith('/abort') && progressToken !== undefined) {
          const params = { progressToken, progress: 1 }
          await extra.sendNotification({ method: 'notifications/progress', params })
          await sleep(2_000, undefined, { ref: false })
        }
        return { content: [{ type: 'text', text: TEXT }] }
      },
    )
    await server.connect(transport as Parameters<typeof server.connect>[0])
    return transport
  }

  const http = createServer(async (request, response) => {
    const id = request.headers['mcp-session-id']
    const session = typeof id === 'string' ? sessions.get(id) : undefined
    const transport = session ?? (await openSession(request.url === '/mcp-json'))
    await transport.handleRequest(request, response)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections()
        http.close(() => resolve())
      }),
  }
}
