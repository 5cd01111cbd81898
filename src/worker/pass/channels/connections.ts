import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { Connections, ConnectionTarget } from '../../context/scope.ts'
import { isLocalHost } from '../../context/local-host.ts'
import { NOBODY } from '../../intercept/exits/local-address.ts'
import type { ExitActions } from '../exit-actions.ts'
import type { PassOptions } from '../pass-options.ts'

/** A server of HTTP/2. */
interface Http2Peer {
  host: string
  port: number
}

/** Makes the connections of HTTP/2 lead nowhere in a replay, since their requests are answered by the recording. */
export function connectionsOf(
  { plan, policy, player }: PassOptions,
  exits: Pick<ExitActions, 'adopt'>,
): Connections {
  let peers: Http2Peer[] | undefined
  return {
    standsIn: (target) => {
      if (plan !== 'replay') return false
      const { host, port, protocol } = target
      const address = port === undefined ? host : `${host}:${port}`
      if (policy.find('tcp', [address, host, `tcp://${address}`])?.effect === 'pass') return false
      peers ??= peersOf(player!.recorded)
      return protocol === 'h2' || peers.some((peer) => isPeer(peer, target))
    },
    adopt: (target) => exits.adopt(target),
  }
}

/** Lists the servers that recorded requests went to by HTTP/2. */
function peersOf(recorded: readonly RecordedAction[]): Http2Peer[] {
  const origins = new Set(
    recorded.flatMap(({ request }) => {
      if (request?.protocol !== 'h2' || !URL.canParse(request.url)) return []
      return [new URL(request.url).origin]
    }),
  )
  return [...origins].map((origin) => {
    const { hostname, port, protocol } = new URL(origin)
    return { host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) }
  })
}

/** Checks that a connection leads to a server: by its name, or by an address that its name was looked up as. */
function isPeer(peer: Http2Peer, { host, port }: ConnectionTarget): boolean {
  if (port !== undefined && peer.port !== port) return false
  if (peer.host === host) return true
  return isLocalHost(peer.host) ? isLocalHost(host) : host === NOBODY
}
