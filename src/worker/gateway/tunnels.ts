import { CA_VARIABLES } from '../../core/processes/ca-variables.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import type { Exit, ExitVerdict } from '../context/scope.ts'
import type { ConnectTarget, OpaqueReason } from './gateway-messages.ts'

interface TunnelOptions {
  isReplay: boolean
  isRuled(exit: Exit): boolean
  leave(exit: Exit): ExitVerdict
}

const REASONS = {
  trust: 'its process does not trust the certificate authority of the gateway',
  protocol: 'it carries no HTTP',
} as const satisfies Record<OpaqueReason, string>

const NAMED = CA_VARIABLES.map(({ variable }) => variable).join(', ')

/** The connections through a gateway that it leads on as they are. */
export class Tunnels {
  readonly #options: TunnelOptions
  /** Targets whose clients do not trust the gateway, or speak no HTTP. */
  readonly #opaque = new Map<string, OpaqueReason>()

  constructor(options: TunnelOptions) {
    this.#options = options
  }

  /** Decides on a connection by its target. */
  connect(target: ConnectTarget): 'look' | 'open' | 'refused' {
    const known = this.#opaque.get(addressOf(target))
    const isKnown = known !== undefined && !this.#options.isReplay
    if (!isKnown && !this.#options.isRuled(exitTo(target))) return 'look'
    return this.#leave(exitTo(target, known))
  }

  /** Decides on a connection that cannot be looked into. */
  opaque(target: ConnectTarget, reason: OpaqueReason): 'open' | 'refused' {
    const address = addressOf(target)
    const isFirst = !this.#opaque.has(address)
    this.#opaque.set(address, reason)
    if (reason === 'protocol' || this.#options.isReplay) return this.#leave(exitTo(target, reason))
    if (isFirst) announceDistrust(address)
    return 'refused'
  }

  #leave(exit: Exit): 'open' | 'refused' {
    return this.#options.leave(exit).kind === 'refused' ? 'refused' : 'open'
  }
}

function addressOf({ host, port }: ConnectTarget): string {
  return `${host}:${port}`
}

function exitTo(target: ConnectTarget, reason?: OpaqueReason): Exit {
  const address = addressOf(target)
  const names = [address, target.host, `tcp://${address}`] as const
  return { kind: 'tcp', names: [...names], ...(reason ? { because: REASONS[reason] } : {}) }
}

/** @note The next connection of a program that tries again is let out, as it would be without a gateway. */
function announceDistrust(address: string): void {
  console.warn(
    `[vitest-replay] The connection to ${escapeTerminal(address)} has failed: ${REASONS.trust}, which the variables ${NAMED} name. ` +
      `The next one is let out without being recorded, and a replay refuses it. To let it out there too: policy: { 'tcp ${escapeTerminal(address)}': 'pass' }`,
  )
}
