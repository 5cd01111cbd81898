import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Trajectory } from './trajectory.ts'

/** Answers a scripted agent's calls with what the model answered when the conversation was recorded. */
export async function startTrajectoryServer(
  trajectories: ReadonlyArray<Trajectory>,
): Promise<{ url: string; close(): Promise<void> }> {
  const byName = new Map(trajectories.map((trajectory) => [trajectory.script.name, trajectory]))
  const server = createServer((request, response) => {
    const name = decodeURIComponent(String(request.headers['x-trajectory']))
    const answer = byName.get(name)?.answers[Number(request.headers['x-turn'])]
    request.resume().on('end', () => {
      if (!answer) response.writeHead(500).end('no such turn')
      else response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
