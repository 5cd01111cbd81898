import net, { type AddressInfo } from 'node:net'
import { currentScope } from '../../context/scope.ts'
import { cover } from './cover.ts'
import { countedCover } from './counted-cover.ts'

const { address } = net.Server.prototype

/** Covers the reading of a server's address, for the length of a pass: the run knows the ports that it listens on itself. */
export const coverListening = countedCover(() => {
  const owner = net.Server.prototype
  if (owner.address !== address) return []
  const thin = function (this: net.Server): string | AddressInfo | null {
    const found = address.call(this)
    const scope = currentScope()
    if (scope?.own && typeof found === 'object' && found) {
      scope.own.listened(found.port)
      scope.environment?.machine.given('server.address()', thin, String(found.port))
    }
    return found
  }
  return [cover(owner, 'address', { value: thin })]
})
