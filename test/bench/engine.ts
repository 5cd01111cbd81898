import { join } from 'node:path'
import { homeVariables } from '../../src/protocol/home-variables.ts'
import { replayRun } from '../../src/worker/index.ts'
import { installFetch } from '../../src/worker/intercept/early-fetch.ts'
import { installNodeHttp } from '../../src/worker/intercept/early-http.ts'
import {
  createFileState,
  createTestContext,
  sharedState,
} from '../../src/worker/context/test-context.ts'

interface Started {
  folder: string
  verify: boolean
  /** As the main process of Vitest sends it. */
  home?: { timezone: string; locale: string }
}

/**
 * Puts the engine in force without Vitest, as the plugin's setup file does with it: the peers are measured in
 * plain Node, too.
 */
export function start({ folder, verify, home }: Started): { replayRun: typeof replayRun } {
  installFetch()
  installNodeHttp()
  sharedState.file = createFileState({
    root: folder,
    verify,
    ...(home ? { home: { ...home, variables: homeVariables(process.env) } } : {}),
  })
  const context = createTestContext({
    file: join(folder, 'bench.test.ts'),
    fullName: 'bench',
    id: 'bench',
  })
  return {
    replayRun: (agent, runOptions) =>
      sharedState.tests.run(context, () => replayRun(agent, runOptions)),
  }
}
