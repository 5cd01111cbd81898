// Loaded into worker threads before their own code: closes the network there, for good where a run has started the thread,
// else while a run is open, and tells the thread that started it what was tried. Plain CommonJS, as it is a file of its own
// in the package.
'use strict'
const workerThreads = require('node:worker_threads')
const dns = require('node:dns')
const http = require('node:http')
const https = require('node:https')
const { isIP, Socket } = require('node:net')
const { syncBuiltinESMExports } = require('node:module')
const { getSystemErrorMap } = require('node:util')

const LOCAL = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|0\.0\.0\.0|::)$/
const REFUSED = [...getSystemErrorMap()].find(([, [name]]) => name === 'ECONNREFUSED')[0]
const { BroadcastChannel, threadId } = workerThreads
/** The thread runs the hooks of modules: this file was not loaded by `--require`. */
const isOfHooks = !module.parent
/** The number of runs that close the network; absent where it is closed for good. */
const gate = workerThreads.getEnvironmentData('vitest-replay.gate')
const isOpen = () => gate !== undefined && Atomics.load(gate, 0) === 0
const channel = new BroadcastChannel(`vitest-replay.threads.${process.pid}`)
channel.unref()

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin
const report = (reached) => channel.postMessage({ threadId, isOfHooks, reached })
const reportLocal = (kind, host, port) =>
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin
  channel.postMessage({ threadId, local: { kind, host, port } })

function standBefore(owner, name, guard) {
  const original = owner[name]
  if (typeof original === 'function')
    owner[name] = function (...args) {
      const go = () => original.apply(this, args)
      return isOpen() ? go() : guard(args, go, this)
    }
}

const { TCP } = process.binding('tcp_wrap')
for (const name of ['connect', 'connect6'])
  standBefore(TCP.prototype, name, ([, host, port], go) => {
    if (LOCAL.test(host)) {
      reportLocal('tcp', host, port)
      return go()
    }
    report(`tcp://${host}:${port}`)
    return REFUSED
  })

const { UDP } = process.binding('udp_wrap')
for (const name of ['send', 'send6'])
  standBefore(UDP.prototype, name, (args, go) => {
    if (args.length > 4 && LOCAL.test(args[4])) {
      reportLocal('udp', args[4], args[3])
      return go()
    }
    report(args.length > 4 ? `udp://${args[4]}:${args[3]}` : 'udp')
    return REFUSED
  })

const { ChannelWrap } = process.binding('cares_wrap')
for (const name of Object.getOwnPropertyNames(ChannelWrap.prototype))
  if (/^query[A-Z]|^getHostByAddr$/.test(name))
    standBefore(ChannelWrap.prototype, name, ([request, host]) => {
      report(`dns ${host}`)
      setImmediate(() => request.oncomplete('ECONNREFUSED'))
      return 0
    })

// The look-up of a socket's name is a query, too.
for (const owner of [dns, dns.promises])
  standBefore(owner, 'lookup', (args, go) => {
    const [name] = args
    if (typeof name !== 'string' || name === '' || LOCAL.test(name) || isIP(name) !== 0) return go()
    report(`dns ${name}`)
    const error = Object.assign(new Error(`[vitest-replay] blocked: dns ${name}`), {
      code: 'ENOTFOUND',
      hostname: name,
    })
    const callback = args.at(-1)
    if (typeof callback !== 'function') return Promise.reject(error)
    setImmediate(() => callback(error))
    return {}
  })

// What was opened before the network was closed.
standBefore(Socket.prototype, 'write', (_, go, socket) => {
  const { remoteAddress, remotePort, server } = socket
  if (remoteAddress === undefined || server || LOCAL.test(remoteAddress)) return go()
  const what = `tcp://${remoteAddress}:${remotePort}`
  report(what)
  const error = new Error(`[vitest-replay] blocked: ${what}`)
  setImmediate(() => socket.destroy(Object.assign(error, { code: 'ECONNREFUSED' })))
  return false
})

// A thread of a thread is closed whatever options it is started with.
workerThreads.Worker = new Proxy(workerThreads.Worker, {
  construct(target, [file, options = {}], newTarget) {
    const execArgv = [...(options.execArgv ?? process.execArgv), '--require', __filename]
    return Reflect.construct(target, [file, { ...options, execArgv }], newTarget)
  },
})

// A socket to this machine is a test's database; a request is one wherever it goes.
const refused = (what) => {
  report(what)
  return Object.assign(new Error(`[vitest-replay] blocked: ${what}`), { code: 'ECONNREFUSED' })
}
const { fetch } = globalThis
globalThis.fetch = (input, init) => {
  const url = String(input?.url ?? input)
  return /^https?:/i.test(url) && !isOpen() ? Promise.reject(refused(url)) : fetch(input, init)
}
for (const [protocol, module] of [
  ['http:', http],
  ['https:', https],
])
  for (const name of ['request', 'get'])
    standBefore(module, name, (args) => {
      throw refused(nameOf(protocol, args))
    })
syncBuiltinESMExports()

function nameOf(protocol, [target]) {
  if (typeof target === 'string' || target instanceof URL) return String(target)
  const { hostname, host = 'localhost', port, path = '/' } = target ?? {}
  return `${protocol}//${hostname ?? host}${port ? `:${port}` : ''}${path}`
}

const NOWHERE = '/vitest-replay/refused'
for (const owner of [
  process.binding('process_wrap').Process.prototype,
  process.binding('spawn_sync'),
]) {
  const { spawn } = owner
  // One object up to Node 24.20; later versions hand over file, arguments and the rest one by one.
  owner.spawn = function (options, ...rest) {
    if (isOpen()) return spawn.call(this, options, ...rest)
    const isList = typeof options === 'string'
    report(`process ${isList ? options : options.file}`)
    return spawn.call(this, isList ? NOWHERE : { ...options, file: NOWHERE }, ...rest)
  }
}
