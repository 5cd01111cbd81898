import { expect } from 'vitest'
import { startHttp2Server, startOrdersServer } from '../../servers/http2-server.ts'
import { startWebsocketServer } from '../../servers/websocket-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

/** Each channel, and where its one change shows. */
const CHANNELS: ReadonlyArray<readonly [name: string, path: RegExp]> = [
  ['node:http2, POST', /^\$\.order/],
  ['node:http2, events and trailers', /query|url/i],
  ['gRPC, unary', /^\$/],
  ['gRPC, server streaming', /^\$/],
  ['gRPC, client streaming', /^\$/],
  ['gRPC, both ways', /^\$/],
  ['gRPC, two services at the same time', /^\$/],
  ['gRPC, an error', /^\$/],
  ['Bedrock runtime as shipped', /^\$\.messages\[0\]/],
  ['ws, a conversation', /^\$\.messages\[1\]$/],
  ['ws, an id of its own', /^\$\.messages\[0\]\.text/],
  ['ws, bytes, pings and an end by the server', /^\$\.messages\[0\]\.base64/],
  ['ws, a refused handshake', /./],
  ['ws, a server that is not there', /./],
  ['undici, two at the same time', /^\$\.messages\[0\]/],
  ['openai realtime over ws', /^\$\.messages\[0\]\.item\.content\[0\]\.text/],
]

/** The runs of the last report, by the names of their tests. */
function runsOf(project: Project) {
  return new Map(project.report().runs.map((run) => [run.test.fullName, run]))
}

wholeTest(
  'channels that are not HTTP/1 match at rate 1, reach nobody, and name what changed',
  async () => {
    const project = createProject('channels')
    const http2 = await startHttp2Server()
    const orders = await startOrdersServer()
    const sockets = await startWebsocketServer()
    const servers = [http2, orders, sockets]
    const env = {
      HTTP2_URL: `http://${http2.address}`,
      GRPC_TARGET: orders.address,
      WS_URL: `ws://${sockets.address}`,
    }
    const recorded = await project.vitest(['http2', 'websocket'], env)
    const before = runsOf(project)
    for (const { reached } of servers) reached.length = 0
    const changed = await project.vitest(['http2', 'websocket'], {
      ...env,
      CI: 'true',
      CHANGE: 'yes',
    })
    const others = runsOf(project)
    await project.vitest(['http2', 'websocket'], { ...env, CI: 'true' })
    expect(servers.flatMap(({ reached }) => reached)).toEqual([])
    await Promise.all(servers.map((server) => server.close()))
    const replayed = await project.vitest(['http2', 'websocket'], { ...env, CI: 'true' })
    const now = runsOf(project)

    const rows = CHANNELS.map(([name, path]) => {
      const first = others.get(name)?.divergences.find(({ firstCause }) => firstCause)
      return {
        channel: name,
        recorded: before.get(name)?.status ?? 'none',
        replayed: now.get(name)?.matchRate ?? 'none',
        'cause right': first?.paths.some((each) => path.test(each.path)) ?? false,
        'shown at': first?.paths[0]?.path ?? 'nowhere',
        cause: first?.cause,
      }
    })
    console.table(rows)
    const output = [recorded, replayed, changed].map((run) => run.output).join('\n')
    for (const row of rows)
      expect(row, output).toMatchObject({ recorded: 'passed', replayed: 1, 'cause right': true })
  },
)
