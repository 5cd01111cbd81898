import { createHash } from 'node:crypto'

/** SHA-1 in hexadecimal, by which the scripted agent knows an answer. */
export function digest(bytes: string | Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex')
}
