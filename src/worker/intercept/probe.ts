import { NO_BODY } from '../../core/cassette/raw-body.ts'
import { ReplayError } from '../../core/errors.ts'
import { workerState, type RunScope } from '../context/scope.ts'
import { transport } from './transport.ts'

/**
 * A host that cannot exist (RFC 6761), so that a probe that is not intercepted reaches no server.
 */
const PROBE = 'http://probe.vitest-replay.invalid/'

/**
 * Verifies that a `fetch` made now is intercepted. Without this, a tool that replaced `fetch` later
 * would turn a replay into live traffic.
 *
 * @throws ReplayError `NOT_INTERCEPTED`.
 */
export async function probeInterception(): Promise<void> {
  let seen = false
  const scope: RunScope = {
    transport,
    phase: 'open',
    parent: null,
    passes: () => false,
    leave: () => ({ kind: 'open' }),
    launch: () => ({ kind: 'open' }),
    http: async () => {
      seen = true
      return {
        kind: 'respond',
        body: NO_BODY,
        response: {
          status: 204,
          statusText: '',
          headers: [],
          pieces: [],
          end: 'complete',
          streamed: false,
        },
      }
    },
  }
  try {
    await workerState.run.run(scope, () => fetch(PROBE))
  } catch {
    // Not intercepted: the host does not resolve.
  }
  if (seen) return
  throw new ReplayError('NOT_INTERCEPTED', {
    attempted: 'Failed to start replayRun()',
    reason:
      'a request made with fetch() is not intercepted: other code has replaced globalThis.fetch in this test (vi.stubGlobal, another mocking library)',
    remedy: 'Remove the replacement for this test, or pass the original fetch to the agent',
  })
}
