import type { Background } from '../../core/matching/background.ts'
import { canonicalUrl } from '../../core/matching/canonical-url.ts'
import { operationOf } from '../../core/matching/matchable.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { readCall, type ReadCall } from '../context/broken-body.ts'
import type { HttpVerdict } from '../context/http-call.ts'
import { type RunScope, workerState } from '../context/scope.ts'
import { sharedState } from '../context/test-context.ts'
import { transport } from '../intercept/transport.ts'

interface QuietRun {
  background: Background
  redactor: Redactor
  answer(read: ReadCall): HttpVerdict | undefined
}

/**
 * Lets the latest replay of the file answer requests of its background while no run is open: once a replay knows of them,
 * they are never live.
 */
export function keepBackground({ background, redactor, answer }: QuietRun): void {
  const { file } = sharedState
  const scope: RunScope = {
    transport,
    phase: 'open',
    parent: null,
    passes: () => false,
    leave: () => ({ kind: 'open' }),
    launch: () => ({ kind: 'open' }),
    http: async (call) =>
      answer(await readCall(call)) ?? { kind: 'broken', error: new TypeError('fetch failed') },
  }
  workerState.background = (method, url) => {
    const isKnown = background.knows(operationOf(method, canonicalUrl(redactor.url(url))))
    return isKnown && file === sharedState.file ? scope : undefined
  }
}
