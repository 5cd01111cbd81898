import { hostname } from 'node:os'
import net from 'node:net'

const LOCAL = /^(localhost|127(\.\d+){3}|::1|\[::1\]|::ffff:127(\.\d+){3}|0\.0\.0\.0|::)$/i

/** The address of nobody (RFC 5737): no connection is made. */
export const NOBODY = '192.0.2.1'

/** Returns `true` for an address of this machine. */
export function isLocalHost(host: string): boolean {
  return LOCAL.test(host)
}

/** Returns `true` for a name that is looked up without asking anybody. */
export function isLocalName(name: string): boolean {
  return isLocalHost(name) || net.isIP(name) !== 0 || name === '' || name === hostname()
}

/** Returns `true` for a port on which this process listens itself. */
export function isOwnPort(port: number): boolean {
  const { _getActiveHandles: handles } = process as unknown as {
    _getActiveHandles?(): unknown[]
  }
  return (handles?.call(process) ?? []).some((handle) => {
    if (!(handle instanceof net.Server)) return false
    const address = handle.address()
    return typeof address === 'object' && address?.port === port
  })
}
