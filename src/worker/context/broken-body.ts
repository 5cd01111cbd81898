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

/** A request with its body, as far as that could be read. */
export interface ReadCall {
  call: HttpCall
  body: RawBody
  broken: BrokenBody | undefined
}

/** Reads the body of a request once; the call in the result gives it again. */
export async function readCall(call: HttpCall): Promise<ReadCall> {
  const { body, broken } = await readAsFar(call)
  const readBody = () => (broken ? Promise.reject(broken) : Promise.resolve(body))
  return { call: { ...call, readBody }, body, broken }
}
