import { currentScope } from '../../context/scope.ts'
import { isLocalHost } from '../../context/local-host.ts'
import { nativeBinding, systemError } from './native-binding.ts'
import { standBefore } from './stand-before.ts'

interface Handle {
  getpeername(out: { address?: string; port?: number }): number
}

/** Stands before all datagrams. */
export function guardDatagrams(): void {
  const udp = nativeBinding('udp_wrap')?.UDP.prototype
  for (const name of ['send', 'send6']) standBefore(udp, name, guardSend)
}

/** The arguments are `(request, list, length, port, address, hasCallback)`, without port and address if it is connected. */
function guardSend<Method>(original: Method): Method {
  const send = original as (this: Handle, ...args: unknown[]) => number
  const guarded = function (this: Handle, ...args: unknown[]): number {
    const scope = currentScope()
    if (!scope) return send.apply(this, args)
    const { host, port } = targetOf(this, args)
    const address = `${host}:${port}`
    const isLocal = host !== undefined && isLocalHost(host)
    const verdict = scope.leave({
      kind: 'udp',
      names: [address, host ?? address, `udp://${address}`],
      isLocal,
    })
    if (verdict.kind === 'refused') return systemError('ECONNREFUSED')
    // One more than the number of bytes: they were sent at once.
    return verdict.kind === 'dropped' ? sizeOf(args[1]) + 1 : send.apply(this, args)
  }
  return guarded as Method
}

function targetOf(handle: Handle, args: unknown[]): { host?: string; port?: number } {
  if (args.length > 4) return { host: args[4] as string, port: args[3] as number }
  const peer: { address?: string; port?: number } = {}
  handle.getpeername(peer)
  return {
    ...(peer.address === undefined ? {} : { host: peer.address }),
    ...(peer.port === undefined ? {} : { port: peer.port }),
  }
}

function sizeOf(list: unknown): number {
  return (list as Uint8Array[]).reduce((sum, { byteLength }) => sum + byteLength, 0)
}
