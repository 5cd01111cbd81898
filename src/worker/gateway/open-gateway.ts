import { TrustFiles } from '../../storage/programs/trust-files.ts'
import { bypassing } from '../context/scope.ts'
import { gatewayEnvironment } from './gateway-environment.ts'
import { GatewayExchanges, type GatewayOptions } from './gateway-exchanges.ts'
import { GatewayThreads } from './gateway-threads.ts'

/** A server on this machine through which the requests of child processes go, as requests of one run. */
export interface Gateway {
  /** Makes the environment of a process that uses it. */
  environment(pairs: readonly string[]): string[]
  /** Waits for a process, as the native function does, and answers what it asks meanwhile. */
  wait<Result>(request: object, stack: string | undefined): Result
  close(): void
}

let threads: GatewayThreads | undefined

/** Opens a gateway. What it relays is requested here, by `fetch`, where the run records or answers it. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { relays, gateways } = (threads ??= new GatewayThreads())
  const own = threads
  const number = own.next()
  const exchanges = new GatewayExchanges(options, (message) => relays.post(message))
  const { origin, certificate } = await relays.whileAlive(
    new Promise<{ origin: string; certificate: string }>((resolve) => {
      gateways.set(number, (message) => {
        if (message.kind === 'listening')
          resolve({
            origin: `http://127.0.0.1:${message.port}`,
            certificate: message.certificate,
          })
        else exchanges.receive(message)
      })
      relays.post({ kind: 'open', gateway: number })
    }),
  )
  const trust = new TrustFiles(certificate)
  const { isReplay } = options
  return {
    environment: (pairs) => bypassing(() => gatewayEnvironment(pairs, { origin, isReplay, trust })),
    wait<Result>(request: object, stack: string | undefined) {
      exchanges.waitingFor = { stack }
      try {
        const waited = own.wait(request)
        if (waited.kind === 'failed') throw waited.error
        return waited.result as Result
      } finally {
        exchanges.waitingFor = undefined
      }
    },
    close() {
      relays.post({ kind: 'close', gateway: number })
      gateways.delete(number)
      trust.remove()
    },
  }
}
