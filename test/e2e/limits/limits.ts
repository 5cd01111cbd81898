import { createProject, type Project, type VitestResult } from '../run-project.ts'
import { startEchoService } from '../sessions/echo-service.ts'

/** Records a test file of the fixture `limits`, and replays it with an agent that has changed. */
export async function replayChanged(
  file: string,
  whenDone?: (remove: () => void) => void,
): Promise<{ project: Project; replayed: VitestResult; requests: number }> {
  const project = createProject('limits', whenDone)
  const service = await startEchoService()
  try {
    const env = { SERVICE_URL: service.url, SHOP_API_KEY: 'shop-key-9f8e7d6c5b4a' }
    const recorded = await project.vitest([file], env)
    if (recorded.exitCode !== 0) throw new Error(recorded.output)
    const before = service.requests.length
    // The service is still there: what is closed is the network.
    const replayed = await project.vitest([file], { ...env, CI: '1', CHANGED: '1' })
    return { project, replayed, requests: service.requests.length - before }
  } finally {
    await service.close()
  }
}

/** The first lines of the errors that Vitest shows for a test, in order. */
export function errorsOf(output: string, name: string): string[] {
  const blocks = output.split(/^ FAIL {2}/m).slice(1)
  return blocks
    .filter((block) => block.split('\n')[0]!.endsWith(`> ${name}`))
    .map((block) => block.split('\n')[1]!)
}
