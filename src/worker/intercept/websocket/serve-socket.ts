import type { Duplex } from 'node:stream'
import { OPCODES, writeFrame } from '../../../core/websocket/frames.ts'
import { closePayload, SocketReader } from '../../../core/websocket/socket-reader.ts'
import { utf8 } from '../../../core/bytes.ts'
import type { ServedSocket } from '../../context/socket-call.ts'
import { nextTurn } from '../../context/timers.ts'
import { inflate } from './inflate.ts'

/** Speaks for the server, on one end of a connection whose handshake is done. */
export function serveSocket(end: Duplex, served: ServedSocket): void {
  const reader = new SocketReader(inflate, 'client')
  let hasClosed = false
  const raw = (bytes: Uint8Array) => {
    if (!end.destroyed && end.writable) end.write(bytes)
  }
  const send = (opcode: (typeof OPCODES)[keyof typeof OPCODES], payload: Uint8Array) =>
    raw(writeFrame(opcode, payload))
  const close = (payload: Uint8Array) => {
    if (hasClosed) return
    hasClosed = true
    send(OPCODES.close, payload)
  }
  end.on('data', (bytes: Buffer) => {
    for (const part of reader.read(bytes)) {
      if (part.kind === 'message') served.heard(part.message)
      else if (part.kind === 'ping') {
        const { payload } = part
        served.pinged?.(payload)
        // In another turn, as from a network: the client may only then listen for it.
        void nextTurn().then(() => send(OPCODES.pong, payload))
      } else if (part.kind === 'close') {
        if (!hasClosed) served.closing(part.close)
        close(closePayload(part.close))
        end.end()
      }
    }
  })
  end.on('error', () => {})
  end.once('close', () => served.over())
  served.attach({
    message: (message) => {
      if (message.kind === 'text') send(OPCODES.text, utf8(message.text))
      else send(OPCODES.binary, message.bytes)
    },
    signal: (kind, payload) => send(OPCODES[kind], payload),
    close: (announced) => close(closePayload(announced)),
    raw,
    end: () => end.destroy(),
  })
}
