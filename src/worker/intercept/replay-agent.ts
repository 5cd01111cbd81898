import type http from 'node:http'
import type https from 'node:https'
import { nodeHttp } from '../context/http-module.ts'
import { ReplaySocket } from './replay-socket.ts'
import { acceptConnection } from './replay-server.ts'

interface UserAgent extends http.Agent {
  protocol?: string
  defaultPort?: number
  keepAlive?: boolean
  options?: http.AgentOptions
}

/** Opens connections that lead to the recording, and keeps them by the settings of the client's own agent. */
export class ReplayAgent extends nodeHttp.Agent {
  constructor(from: UserAgent | undefined, protocol: string) {
    const { timeout } = from?.options ?? {}
    super({
      keepAlive: from instanceof nodeHttp.Agent && from.keepAlive === true,
      maxSockets: from?.maxSockets ?? Infinity,
      maxFreeSockets: from?.maxFreeSockets ?? 256,
      ...(timeout === undefined ? {} : { timeout }),
    })
    Object.assign(this, { protocol, defaultPort: protocol === 'https:' ? 443 : 80 })
  }

  override createConnection(options: http.ClientRequestArgs): never {
    const { protocol } = this as UserAgent
    return openConnection({ ...options, ...(protocol === undefined ? {} : { protocol }) }) as never
  }
}

export function openConnection(
  { port, protocol, timeout }: https.RequestOptions,
  accept = acceptConnection,
): ReplaySocket {
  const socket = new ReplaySocket({
    isEncrypted: protocol === 'https:',
    port: Number(port ?? 0),
  })
  if (timeout !== undefined) socket.setTimeout(timeout)
  accept(socket.server)
  return socket
}

let agents = new WeakMap<http.Agent, ReplayAgent>()

/** The agent that stands in for one of the client's. */
export function replayAgentOf(agent: UserAgent | undefined, protocol: string): ReplayAgent {
  const known = agent && agents.get(agent)
  if (known) return known
  const made = new ReplayAgent(agent, protocol)
  if (agent) agents.set(agent, made)
  return made
}

/** Forgets all connections. */
export function forgetAgents(): void {
  agents = new WeakMap()
}
