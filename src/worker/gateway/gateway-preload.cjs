// Loaded into Node processes before their own code: their requests go to the gateway of the run that has started them.
'use strict'
const http = require('node:http')
const https = require('node:https')
const { syncBuiltinESMExports } = require('node:module')

const { request } = http
const gateway = new URL(process.env.VITEST_REPLAY_GATEWAY)

/** The address under which the gateway relays to another one; `null` for the gateway itself. */
function relayed(url) {
  if (!/^https?:$/.test(url.protocol) || url.host === gateway.host) return null
  return `/to/${url.protocol.slice(0, -1)}/${url.host}${url.pathname}${url.search}`
}

const { fetch: native } = globalThis
if (native)
  globalThis.fetch = async function fetch(input, init) {
    const sent = new Request(input, init)
    const path = relayed(new URL(sent.url))
    if (path === null) return native(sent)
    const body = sent.body === null ? undefined : await sent.arrayBuffer()
    const { method, headers, signal, redirect } = sent
    return native(new URL(path, gateway), { method, headers, body, signal, redirect })
  }

function readArguments(protocol, args) {
  const [first, ...rest] = args
  const isUrl = typeof first === 'string' || first instanceof URL
  const options = { ...(isUrl ? (typeof rest[0] === 'object' ? rest.shift() : {}) : first) }
  const base = isUrl ? new URL(first) : null
  const host = options.hostname ?? options.host ?? base?.hostname ?? 'localhost'
  const port = options.port ?? base?.port ?? ''
  const path = options.path ?? (base ? base.pathname + base.search : '/')
  const scheme = options.protocol ?? base?.protocol ?? protocol
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const url = new URL(`${scheme}//${name}${port === '' ? '' : `:${port}`}${path}`)
  return { options, url, callback: rest.find((arg) => typeof arg === 'function') }
}

for (const [module, protocol] of [
  [http, 'http:'],
  [https, 'https:'],
]) {
  const original = module.request
  module.request = function (...args) {
    const { options, url, callback } = readArguments(protocol, args)
    const path = options.socketPath ? null : relayed(url)
    if (path === null) return original.apply(this, args)
    const {
      agent: _agent,
      createConnection: _connect,
      host: _host,
      headers = {},
      ...rest
    } = options
    const kept = Array.isArray(headers)
      ? headers
      : Object.fromEntries(Object.entries(headers).filter(([name]) => !/^host$/i.test(name)))
    const target = { protocol: 'http:', hostname: gateway.hostname, port: gateway.port, path }
    return request({ ...rest, headers: kept, ...target }, callback)
  }
  module.get = function (...args) {
    const sent = module.request(...args)
    sent.end()
    return sent
  }
}
syncBuiltinESMExports()
