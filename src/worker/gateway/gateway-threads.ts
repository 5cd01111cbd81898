import type { FromGateway, ToGateway } from './gateway-messages.ts'
import { ThreadLink } from './thread-link.ts'

type Waited = { kind: 'over'; result: unknown } | { kind: 'failed'; error: unknown }

/** The threads of this process; all gateways share them. */
export class GatewayThreads {
  readonly signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  readonly relays: ThreadLink<ToGateway, FromGateway>
  readonly gateways = new Map<number, (message: FromGateway) => void>()
  #waiter: ThreadLink<{ request: object }, Waited> | undefined
  #waited: Waited | undefined
  #count = 0

  constructor() {
    this.relays = new ThreadLink('./gateway-thread.js', this.signal, (message) =>
      this.gateways.get(message.gateway)?.(message),
    )
  }

  next(): number {
    return ++this.#count
  }

  wait(request: object): Waited {
    this.#waiter ??= new ThreadLink('./waiting-thread.cjs', this.signal, (message) => {
      this.#waited = message
    })
    this.#waited = undefined
    this.#waiter.post({ request })
    for (;;) {
      const seen = Atomics.load(this.signal, 0)
      this.relays.hear()
      this.#waiter.hear()
      if (this.#waited) return this.#waited
      Atomics.wait(this.signal, 0, seen)
    }
  }
}
