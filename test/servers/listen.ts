import type { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const ATTEMPTS = 600

/**
 * Listens on loopback.
 *
 * @param port One that the server, or one before it, had already. A connection of another process may have got it meanwhile as
 * its own end: it is asked for again until that is over.
 */
export async function listenOn(server: Server, port = 0, host = '127.0.0.1'): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listen(server, port, host)
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (port === 0 || !isTaken || attempt === ATTEMPTS) throw error
      await sleep(100)
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
