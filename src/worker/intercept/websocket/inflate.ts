import { constants, inflateRawSync } from 'node:zlib'
import type { Inflate } from '../../../core/websocket/socket-reader.ts'

/** The end of a block, which is left out on the wire. */
const TAIL = Buffer.from([0, 0, 0xff, 0xff])

/** Decompresses a message by Node's own means. */
export const inflate: Inflate = (compressed, window) => {
  const dictionary = window.length > 0 ? { dictionary: window } : {}
  const options = { finishFlush: constants.Z_SYNC_FLUSH, ...dictionary }
  return new Uint8Array(inflateRawSync(Buffer.concat([compressed, TAIL]), options))
}
