import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jsonEqual, type JsonValue, parseJson } from '../../../src/core/json.ts'
import type { Trajectory } from './trajectory.ts'
import { trialActions } from './trial-actions.ts'

/** A loopback model server. */
export interface TrajectoryServer {
  url: string
  /** Requests that did not arrive as they were recorded, one sentence each. */
  complaints: Array<string>
  /** The number of requests after each mark; `GET /mark/<mark>` sets one. */
  asked: Map<string, number>
  /** Ends all connections and frees the port. */
  close(): Promise<void>
}

/** Answers a scripted agent's calls with what the model answered when the conversation was recorded. */
export async function startTrajectoryServer(
  trajectories: ReadonlyArray<Trajectory>,
): Promise<TrajectoryServer> {
  const byName = new Map(trajectories.map((trajectory) => [trajectory.script.name, trajectory]))
  const complaints: Array<string> = []
  const asked = new Map<string, number>()
  let mark = ''
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      mark = request.url!.slice('/mark/'.length)
      response.end()
      return
    }
    asked.set(mark, (asked.get(mark) ?? 0) + 1)
    const pieces: Array<Buffer> = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const name = decodeURIComponent(String(request.headers['x-trajectory']))
      const turn = Number(request.headers['x-turn'])
      const trajectory = byName.get(name)
      const answer = trajectory?.answers[turn]
      if (!trajectory || !answer) {
        complaints.push(`${name} has no turn ${turn}`)
        response.writeHead(500).end()
        return
      }
      const body = parseJson(Buffer.concat(pieces).toString())
      if (body === undefined || !jsonEqual(body, recordedRequest(trajectory, turn)))
        complaints.push(`${name} sent something else in turn ${turn} than was recorded`)
      response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    complaints,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function recordedRequest({ script }: Trajectory, turn: number): JsonValue {
  return trialActions(script).filter(({ type }) => type === 'llm')[turn]!.asked.body
}
