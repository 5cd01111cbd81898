// Waits for a child process, in a thread of its own: the thread that has started it goes on with what the process asks.
'use strict'
const { workerData } = require('node:worker_threads')

const { port, signal } = workerData

port.on('message', ({ request }) => {
  let message
  try {
    message = { kind: 'over', result: process.binding('spawn_sync').spawn(request) }
  } catch (error) {
    message = { kind: 'failed', error }
  }
  port.postMessage(message)
  Atomics.add(signal, 0, 1)
  Atomics.notify(signal, 0)
})
