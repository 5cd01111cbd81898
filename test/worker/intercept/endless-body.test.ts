import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readStream } from '../../../src/worker/intercept/fetch-request.ts'
import { readBody } from '../../../src/worker/intercept/undici-body.ts'

const PIECES = 5000
const piece = Buffer.alloc(1024)

/** A source of pieces that never waits, and how many it has given. */
function ready(): { next: () => Uint8Array | null; given: () => number } {
  let given = 0
  return { next: () => (given++ < PIECES ? piece : null), given: () => given }
}

/** Returns how many pieces had been read when a timer came. */
function atTimer(given: () => number): Promise<number> {
  return new Promise((resolve) => setTimeout(() => resolve(given()), 0))
}

test('while the body of a dispatch is read that never waits, timers come', async () => {
  const { next, given } = ready()
  const timer = atTimer(given)
  const body = new Readable({
    read() {
      this.push(next())
    },
  })
  const read = await readBody(body)
  expect(await timer).toBeLessThan(PIECES)
  expect(read).toHaveLength(PIECES * piece.length)
})

test('while the body of a fetch is read that never waits, timers come', async () => {
  const { next, given } = ready()
  const timer = atTimer(given)
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const bytes = next()
      if (bytes) controller.enqueue(bytes)
      else controller.close()
    },
  })
  const read = await readStream(body)
  expect(await timer).toBeLessThan(PIECES)
  expect(read.bytes).toHaveLength(PIECES * piece.length)
})
