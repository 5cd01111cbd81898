import { bypassing, currentScope } from '../context/scope.ts'
import { findUnhandled, refusedError } from '../context/unhandled.ts'
import { callStack } from '../context/call-stack.ts'

const OURS = Symbol.for('vitest-replay.fetch')

/**
 * Puts a thin `fetch` in front of the present one, and returns a function that removes it again. It
 * looks up the run at each call, so a client that captured it at module scope is intercepted all
 * the same. If the present one is a replacement itself (the user's
 * own MSW server, a stub), the thin one calls that.
 */
export function installFetch(): () => void {
  const present = globalThis.fetch as (typeof fetch & { [OURS]?: true }) | undefined
  if (typeof present !== 'function' || present[OURS]) return () => {}
  const thin = function fetch(
    input: string | URL | Request,
    init?: RequestInit,
  ): Promise<Response> {
    const scope = currentScope()
    if (scope) return scope.transport.fetch(scope, present, input, init, callStack())
    const isRequest = input instanceof Request
    const method = init?.method ?? (isRequest ? input.method : 'GET')
    const { background, reason } = findUnhandled(method, isRequest ? input.url : String(input))
    if (background) return background.transport.fetch(background, present, input, init, callStack())
    if (reason !== undefined) return Promise.reject(refusedError(reason))
    // It is counted: the dispatcher that sends it does not count it again.
    return bypassing(() => present(input, init))
  } as typeof fetch
  Object.defineProperty(thin, OURS, { value: true })
  const before = Object.getOwnPropertyDescriptor(globalThis, 'fetch')
  Object.defineProperty(globalThis, 'fetch', {
    value: thin,
    writable: true,
    configurable: true,
    enumerable: true,
  })
  return () => {
    if (globalThis.fetch === thin && before) Object.defineProperty(globalThis, 'fetch', before)
  }
}

let covers = 0
let uncover = () => {}

/** Keeps the thin `fetch` in front while a run goes on, even if it was replaced since. */
export function coverFetch(): () => void {
  if (covers++ === 0) uncover = installFetch()
  return () => {
    if (--covers === 0) uncover()
  }
}
