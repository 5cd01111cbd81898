import { hostname } from 'node:os'
import net from 'node:net'
import { isLocalHost } from '../../context/local-host.ts'

/** The address of nobody (RFC 5737): no connection is made. */
export const NOBODY = '192.0.2.1'

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
