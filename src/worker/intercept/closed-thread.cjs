// Loaded into worker threads that are started within a replay, before their own code: closes the network there, and tells
// the thread that started them what was tried. Plain CommonJS, as it is a file of its own in the package.
'use strict'
const { BroadcastChannel, threadId } = require('node:worker_threads')
const { getSystemErrorMap } = require('node:util')

const LOCAL = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|0\.0\.0\.0|::)$/
const REFUSED = [...getSystemErrorMap()].find(([, [name]]) => name === 'ECONNREFUSED')[0]
const channel = new BroadcastChannel(`vitest-replay.threads.${process.pid}`)
channel.unref()

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin
const report = (reached) => channel.postMessage({ threadId, reached })

function standBefore(owner, name, guard) {
  const original = owner[name]
  if (typeof original === 'function')
    owner[name] = function (...args) {
      return guard(args, () => original.apply(this, args))
    }
}

const { TCP } = process.binding('tcp_wrap')
for (const name of ['connect', 'connect6'])
  standBefore(TCP.prototype, name, ([, host, port], go) => {
    if (LOCAL.test(host)) return go()
    report(`tcp://${host}:${port}`)
    return REFUSED
  })

const { UDP } = process.binding('udp_wrap')
for (const name of ['send', 'send6'])
  standBefore(UDP.prototype, name, (args, go) => {
    if (args.length > 4 && LOCAL.test(args[4])) return go()
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

const NOWHERE = '/vitest-replay/refused'
for (const owner of [
  process.binding('process_wrap').Process.prototype,
  process.binding('spawn_sync'),
]) {
  const { spawn } = owner
  owner.spawn = function (options) {
    report(`process ${options.file}`)
    return spawn.call(this, { ...options, file: NOWHERE })
  }
}
