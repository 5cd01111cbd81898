import net from 'node:net'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import type { OwnServers } from '../context/scope.ts'
import type { OwnValues } from '../../core/cassette/journal.ts'
import { isLocalHost } from '../context/local-host.ts'

/** Another machine may be simulated later. */
const { pid, ppid } = process
const hostOf = hostname
const { address: addressOf } = net.Server.prototype

/** The values that the process and one pass over the agent have of their own, and another one has otherwise. */
export class RunValues implements OwnServers {
  readonly #ports: string[] = []
  /** The ports on which servers of the run listen. */
  readonly #open = new Set<number>()
  readonly #folders: () => readonly string[]

  /** @param folders The folders with random names that the run has made so far. */
  constructor(folders: () => readonly string[]) {
    this.#folders = folders
  }

  /** Notes a port that the run has read of a server of its own. */
  listened(port: number): void {
    const text = String(port)
    if (!this.#ports.includes(text)) this.#ports.push(text)
  }

  opened(port: number): void {
    this.#open.add(port)
  }

  closed(port: number): void {
    this.#open.delete(port)
  }

  /** Returns `true` for the address of a server that the run itself has started. */
  serves(url: string): boolean {
    if (this.#open.size === 0 || !URL.canParse(url)) return false
    const { hostname, port, protocol } = new URL(url)
    const number = Number(port || (/^(?:https|wss):$/.test(protocol) ? 443 : 80))
    return this.#open.has(number) && isLocalHost(hostname)
  }

  get present(): OwnValues {
    const served = portsOfProcess().filter((port) => !this.#ports.includes(port))
    return {
      processes: [String(pid), String(ppid)],
      hosts: [hostOf()],
      folders: this.#folders().flatMap((path) => [path, basename(path)]),
      ports: [...this.#ports],
      served,
    }
  }
}

/** The ports on which this process listens. */
function portsOfProcess(): string[] {
  const { _getActiveHandles: handles } = process as unknown as {
    _getActiveHandles?(): unknown[]
  }
  return (handles?.call(process) ?? []).flatMap((handle) => {
    const address = handle instanceof net.Server ? addressOf.call(handle) : null
    return typeof address === 'object' && address ? [String(address.port)] : []
  })
}
