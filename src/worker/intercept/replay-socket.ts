import { Duplex } from 'node:stream'
import { workerState } from '../context/scope.ts'
import { NOBODY } from './exits/local-address.ts'

/** One end of a connection within the process: what is written to it is read from the other. */
class ConnectionEnd extends Duplex {
  other!: ConnectionEnd
  #proceed: (() => void) | undefined

  override _read(): void {
    const proceed = this.#proceed
    this.#proceed = undefined
    proceed?.()
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.other.destroyed) return done()
    if (this.other.receive(chunk)) done()
    else this.other.#proceed = done
  }

  override _final(done: () => void): void {
    if (!this.other.destroyed) this.other.receive(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { other } = this
    if (other && !other.destroyed) workerState.setImmediate(() => other.destroy())
    done(error)
  }

  receive(chunk: Buffer | null): boolean {
    return this.push(chunk)
  }
}

/** The client's end of a connection that leads nowhere; it has what clients use of a socket. */
export class ReplaySocket extends ConnectionEnd {
  connecting = true
  timeout = 0
  bytesRead = 0
  bytesWritten = 0
  readonly encrypted: boolean
  readonly authorized: boolean
  readonly alpnProtocol: string | false
  readonly remoteAddress = NOBODY
  readonly remoteFamily = 'IPv4'
  readonly remotePort: number
  readonly localAddress = '127.0.0.1'
  readonly localPort = 0
  readonly server: Duplex
  #timer: NodeJS.Timeout | undefined

  /** @param protocol The protocol that its ends have agreed on while they connected. */
  constructor({
    isEncrypted,
    port,
    protocol,
  }: {
    isEncrypted: boolean
    port: number
    protocol?: string
  }) {
    // As a socket, which ends its own half when the other end has ended.
    super({ emitClose: false, allowHalfOpen: false })
    this.alpnProtocol = isEncrypted && protocol !== undefined ? protocol : false
    this.encrypted = isEncrypted
    this.authorized = isEncrypted
    this.remotePort = port
    const server = new ConnectionEnd()
    server.other = this
    this.other = server
    this.server = server
    server.on('error', () => {})
  }

  override _construct(done: () => void): void {
    workerState.setImmediate(() => {
      this.connecting = false
      if (!this.destroyed) {
        this.emit('lookup', null, NOBODY, 4, 'replay')
        this.emit('connect')
        this.emit('ready')
        if (this.encrypted) this.emit('secureConnect')
      }
      done()
    })
  }

  override receive(chunk: Buffer | null): boolean {
    this.#timer?.refresh()
    this.bytesRead += chunk?.length ?? 0
    return super.receive(chunk)
  }

  override _write(chunk: Buffer, encoding: string, done: () => void): void {
    this.#timer?.refresh()
    this.bytesWritten += chunk.length
    super._write(chunk, encoding, done)
  }

  /** @note A socket closes a turn after it was destroyed: whoever reads from it hears of it first. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#timer?.close()
    super._destroy(error, done)
    workerState.setImmediate(() => this.emit('close', error !== null))
  }

  setTimeout(milliseconds: number, onTimeout?: () => void): this {
    this.timeout = milliseconds
    this.#timer?.close()
    this.#timer = undefined
    if (milliseconds > 0) {
      const fire = () => void (this.destroyed || this.emit('timeout'))
      this.#timer = workerState.setTimeout(fire, milliseconds)
      this.#timer.unref()
    }
    if (onTimeout && milliseconds > 0) this.once('timeout', onTimeout)
    else if (onTimeout) this.removeListener('timeout', onTimeout)
    return this
  }

  /** Times out as it did while the client waited for so many milliseconds. */
  passTime(milliseconds: number): void {
    if (this.timeout > 0 && milliseconds >= this.timeout && !this.destroyed) this.emit('timeout')
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  resetAndDestroy(): this {
    return this.destroy()
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  address(): object {
    return { address: this.localAddress, family: 'IPv4', port: this.localPort }
  }

  getPeerCertificate(): object {
    return {}
  }

  getCipher(): object {
    return {}
  }

  getProtocol(): string | null {
    return this.encrypted ? 'TLSv1.3' : null
  }

  getSession(): undefined {
    return undefined
  }

  isSessionReused(): boolean {
    return false
  }
}
