import type { ServedSocket, SocketRefusal } from './socket-call.ts'

/** The answer to a handshake that nothing was recorded for; no client tries again after it. */
export function blockedHandshake(reason: string): SocketRefusal {
  const body = `[vitest-replay] blocked: ${reason}`
  return { status: 400, statusText: 'Bad Request', headers: [], body }
}

/** A WebSocket whose handshake is refused. */
export function refusedSocket(reason: string): ServedSocket {
  return {
    open: async () => ({ kind: 'refused', refusal: blockedHandshake(reason) }),
    attach: () => {},
    heard: () => {},
    closing: () => {},
    over: () => {},
  }
}
