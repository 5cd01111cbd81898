import { resolve } from 'node:path'
import { isCI } from '../core/options/is-ci.ts'
import { repositoryOf } from '../storage/repository-of.ts'
import { installTimers } from './begun/early-timers.ts'
import {
  createFileState,
  createTestContext,
  sharedState,
  type TestContext,
} from './context/test-context.ts'
import { installClock } from './environment/cover/early-clock.ts'
import { installRandom } from './environment/cover/early-random.ts'
import { installWebCrypto } from './environment/cover/cover-web-crypto.ts'
import { installFetch } from './intercept/early-fetch.ts'
import { installNodeHttp } from './intercept/early-http.ts'
import { installThreads } from './intercept/early-threads.ts'
import { installEarlyPipes } from './intercept/processes/early-pipes.ts'

// In force before the script is loaded, and with it the modules of its agent. Within Vitest the plugin does it.
if (process.env['VITEST_WORKER_ID'] === undefined) {
  installFetch()
  installNodeHttp()
  installTimers()
  installThreads()
  installEarlyPipes()
  installWebCrypto()
  installRandom()
  installClock()
  const root = process.cwd()
  sharedState.file = createFileState({
    ci: isCI(process.env),
    root,
    repository: repositoryOf(root) ?? root,
  })
  sharedState.script = scriptContext
}

/** A context for a step of a script: its cassettes are beside the script. */
function scriptContext(name: string): TestContext {
  return createTestContext({
    file: resolve(process.argv[1] ?? 'script'),
    fullName: name,
    id: 'script',
  })
}
