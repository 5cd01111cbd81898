import { RawBody } from '../../core/cassette/raw-body.ts'
import type { HttpCall } from './http-call.ts'

/** The body of a request failed before its end. */
export class BrokenBody extends Error {
  /** The bytes before it failed. */
  readonly sent: Uint8Array

  constructor(sent: Uint8Array, cause: unknown) {
    super('the body of the request failed', { cause })
    this.sent = sent
  }
}

/** Reads the body of a request as far as it goes. */
export async function readAsFar(
  call: Pick<HttpCall, 'readBody'>,
): Promise<{ body: RawBody; broken?: BrokenBody }> {
  try {
    return { body: await call.readBody() }
  } catch (error) {
    const broken = error instanceof BrokenBody ? error : new BrokenBody(new Uint8Array(0), error)
    return { body: new RawBody(broken.sent), broken }
  }
}
