// The same conversation; in each turn the agent also reads the clock, draws, makes an id and looks at its memory, as agents do for logs.
import { randomUUID } from 'node:crypto'
import { agent as converse, answer, path } from './turns.mjs'

export { answer, path }

const log = []

export async function agent(url, turns) {
  const fetched = globalThis.fetch
  globalThis.fetch = (...args) => {
    log.push([new Date(), Date.now(), performance.now(), Math.random(), randomUUID()])
    log.push(process.memoryUsage().rss)
    return fetched(...args)
  }
  try {
    return await converse(url, turns)
  } finally {
    globalThis.fetch = fetched
  }
}
