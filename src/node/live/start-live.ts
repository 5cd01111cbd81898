import type { Vitest } from 'vitest/node'
import { openPath } from '../serve/open-path.ts'
import type { LiveOrder } from './live-order.ts'
import { LiveRuns } from './live-runs.ts'
import { createLiveServer } from './live-server.ts'
import { Reruns, type RerunRequest } from './rerun-tests.ts'

/**
 * Serves the live page for the length of a Vitest in watch mode, and names its link.
 *
 * @note It stays while Vitest begins anew with another configuration, and keeps no process.
 */
export async function startLive(
  vitest: Vitest,
  {
    order: { port, open },
    session,
    setMode,
  }: {
    order: LiveOrder
    session: string
    setMode(mode: RerunRequest['mode'] | undefined): void
  },
): Promise<LiveRuns> {
  const { root } = vitest.config
  const warn = (message: string) => vitest.logger.warn(message)
  const runs = new LiveRuns({ root, session, warn })
  const reruns = new Reruns(vitest, setMode)
  const { link } = await createLiveServer({
    root,
    port,
    runs,
    rerun: (request) => reruns.start(request),
  })
  vitest.logger.log(`\n[vitest-replay] live page: ${link}\n`)
  if (open) await openPath(link)
  return runs
}
