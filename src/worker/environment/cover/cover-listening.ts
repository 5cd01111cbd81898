import net, { type AddressInfo } from 'node:net'
import { contextScope, currentScope } from '../../context/scope.ts'
import { cover } from './cover.ts'
import { countedCover } from './counted-cover.ts'

const { address, listen } = net.Server.prototype

/** Covers the start of a server and the reading of its address, for the length of a pass: the run knows the ports that it listens on itself. */
export const coverListening = countedCover(() => {
  const owner = net.Server.prototype
  if (owner.address !== address || owner.listen !== listen) return []
  const thin = function (this: net.Server): string | AddressInfo | null {
    const found = address.call(this)
    const scope = currentScope()
    if (scope?.own && typeof found === 'object' && found) {
      scope.own.listened(found.port)
      scope.environment?.machine.given('server.address()', thin, String(found.port))
    }
    return found
  }
  return [cover(owner, 'address', { value: thin }), cover(owner, 'listen', { value: thinListen })]
})

/** @note By the context alone: a server that a test starts while a run is open is none of the run. */
function thinListen(this: net.Server, ...args: never[]): net.Server {
  const own = contextScope()?.own
  if (own)
    this.prependOnceListener('listening', () => {
      const found = address.call(this)
      if (typeof found !== 'object' || !found) return
      own.opened(found.port)
      this.once('close', () => own.closed(found.port))
    })
  return Reflect.apply(listen, this, args) as net.Server
}
