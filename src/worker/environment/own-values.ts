import net from 'node:net'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import type { OwnValues } from '../../core/cassette/journal.ts'

/** Another machine may be simulated later. */
const { pid, ppid } = process
const hostOf = hostname
const { address: addressOf } = net.Server.prototype

/** The values that the process and one pass over the agent have of their own, and another one has otherwise. */
export class RunValues {
  readonly #ports: string[] = []
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
