import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { bypassing } from '../context/scope.ts'
import type { ThreadData } from './gateway-messages.ts'

/** A thread of ours, whose messages are heard while this thread waits, too. */
export class ThreadLink<Sent, Received> {
  readonly #port: MessagePort
  readonly #receive: (message: Received) => void

  /**
   * @param file Beside this module.
   * @param signal Counted up with each message that the thread sends.
   */
  constructor(file: string, signal: Int32Array, receive: (message: Received) => void) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.#receive = receive
    bypassing(() => {
      const workerOptions: ThreadData<MessagePort> = { port: port2, signal }
      const worker = new Worker(new URL(file, import.meta.url), {
        workerData: workerOptions,
        transferList: [port2],
        execArgv: [],
      })
      worker.unref()
      // Nothing depends on a thread that has failed but what waits for its messages, which says so.
      worker.on('error', (error) => console.error('[vitest-replay] A gateway has failed:', error))
      port1.on('message', receive)
      port1.unref()
    })
  }

  post(message: Sent): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread has no origin
    this.#port.postMessage(message)
  }

  /** Hears what has come, without a turn of the event loop. */
  hear(): void {
    for (;;) {
      const found = receiveMessageOnPort(this.#port) as { message: Received } | undefined
      if (!found) return
      this.#receive(found.message)
    }
  }

  /** Keeps the process alive while something is asked. */
  async whileAlive<T>(asked: Promise<T>): Promise<T> {
    this.#port.ref()
    try {
      return await asked
    } finally {
      this.#port.unref()
    }
  }
}
