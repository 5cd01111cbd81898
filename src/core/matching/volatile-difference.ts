import { isJsonObject, jsonEqual, type JsonValue } from '../json.ts'
import { joinPath } from './json-path.ts'
import type { Matchable } from './matchable.ts'
import { takeOpaqueIds, type OpaqueIds } from './opaque-ids.ts'
import type { OwnPairs } from './readings/own-values.ts'
import { isProviderId, lexText, styleOf, type Token } from './volatile-tokens.ts'

/** A place where two requests differ by one token. */
export interface TokenPair {
  path: string
  /**
   * `rpc` is a JSON-RPC id, `given` an id that may have come with an answer, as a whole text, `opaque` one that varies by itself,
   * `own` a value that the process or the run has of itself, and `port` such a port.
   */
  kind: 'token' | 'rpc' | 'given' | 'opaque' | 'own' | 'port'
  recorded: Token
  replayed: Token
  /** It is a whole value in a field that is named like an id. */
  isId: boolean
  /** It is a number among numbers: a part of a vector, not a value of its own. */
  inVector: boolean
}

/** The tokens in which two requests differ, and the texts that are equal in both. */
export interface VolatileDifference {
  pairs: TokenPair[]
  equal: string[]
}

const MAX_DEPTH = 200
const ID_FIELD = /(?:^|[_-])(?:id|uuid|guid|nonce)$|I[dD]$/

/** Finds the tokens in which two requests differ; `null` where they differ in anything else. */
export function findVolatileDifference(
  recorded: Matchable,
  replayed: Matchable,
  ids: OpaqueIds = new Set(),
  own: OwnPairs | null = null,
): VolatileDifference | null {
  if (recorded.method !== replayed.method) return null
  if (recorded.headers.length !== replayed.headers.length) return null
  const walk = new Walk(ids, own)
  const fits =
    walk.texts(recorded.url, replayed.url, 'url', '') &&
    recorded.headers.every(([name, value], at) => {
      const [otherName, other] = replayed.headers[at]!
      return name === otherName && walk.values(value, other!, `headers.${name}`, name, 0)
    }) &&
    walk.body(recorded.body, replayed.body)
  return fits ? walk.found : null
}

/** The same for two values, such as outputs. */
export function findVolatileValues(
  recorded: JsonValue,
  replayed: JsonValue,
  root: string,
  ids: OpaqueIds = new Set(),
  own: OwnPairs | null = null,
): VolatileDifference | null {
  const walk = new Walk(ids, own)
  return walk.values(recorded, replayed, root, '', 0) ? walk.found : null
}

class Walk {
  readonly found: VolatileDifference = { pairs: [], equal: [] }
  readonly #ids: OpaqueIds
  readonly #own: OwnPairs | null

  constructor(ids: OpaqueIds, own: OwnPairs | null) {
    this.#ids = ids
    this.#own = own
  }

  body(a: JsonValue, b: JsonValue): boolean {
    const isBatch = Array.isArray(a) && Array.isArray(b) && a.some(isRpc)
    if (!isBatch) return this.#message(a, b, '$')
    if (a.length !== b.length) return false
    return a.every((part, at) => this.#message(part, b[at]!, `$[${at}]`))
  }

  /** A JSON-RPC message: its id, and where it is repeated, counts on with the client. */
  #message(a: JsonValue, b: JsonValue, path: string): boolean {
    if (!isRpc(a) || !isRpc(b)) return this.values(a, b, path, '', 0)
    const left = countedOn(a)
    const right = countedOn(b)
    for (const [place, before] of Object.entries(left.ids)) {
      const now = right.ids[place as keyof typeof left.ids]
      if (jsonEqual(before, now!)) continue
      if (typeof before !== typeof now || (typeof now !== 'number' && typeof now !== 'string'))
        return false
      this.found.pairs.push({
        path: `${path}.${place}`,
        kind: 'rpc',
        recorded: { form: 'token', text: String(before) },
        replayed: { form: 'token', text: String(now) },
        isId: place === 'id',
        inVector: false,
      })
    }
    return this.values(left.rest, right.rest, path, '', 0)
  }

  values(a: JsonValue, b: JsonValue, path: string, field: string, depth: number): boolean {
    if (depth > MAX_DEPTH) return jsonEqual(a, b)
    if (typeof a === 'string' && typeof b === 'string') return this.texts(a, b, path, field)
    if (typeof a === 'number' && typeof b === 'number') return this.#numbers(a, b, path, field)
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false
      const isVector = a.length > 1 && a.every((part) => typeof part === 'number')
      const before = this.found.pairs.length
      const fits = a.every((part, at) =>
        this.values(part, b[at]!, `${path}[${at}]`, field, depth + 1),
      )
      if (isVector) for (const pair of this.found.pairs.slice(before)) pair.inVector = true
      return fits
    }
    if (!isJsonObject(a) || !isJsonObject(b)) return a === b
    const keys = Object.keys(a)
    if (keys.length !== Object.keys(b).length) return false
    return keys.every(
      (key) =>
        Object.hasOwn(b, key) && this.values(a[key]!, b[key]!, joinPath(path, key), key, depth + 1),
    )
  }

  #numbers(a: number, b: number, path: string, field: string): boolean {
    return a === b || this.texts(String(a), String(b), path, field)
  }

  texts(before: string, now: string, path: string, field: string): boolean {
    if (before === now) {
      this.found.equal.push(before)
      return true
    }
    const note = (kind: TokenPair['kind'], recorded: string, replayed: string) =>
      this.found.pairs.push({
        path,
        kind,
        recorded: { form: 'token', text: recorded },
        replayed: { form: 'token', text: replayed },
        isId: false,
        inVector: false,
      })
    const own = this.#own?.take(before, now)
    for (const { recorded, replayed, isPort } of own?.pairs ?? [])
      note(isPort ? 'port' : 'own', recorded, replayed)
    const taken = takeOpaqueIds(own?.recorded ?? before, own?.replayed ?? now, this.#ids)
    for (const { recorded, replayed } of taken.pairs) note('opaque', recorded, replayed)
    const [a, b] = [taken.recorded, taken.replayed]
    if (a === b) return true
    const kind = isProviderId(a) && isProviderId(b) ? 'given' : 'token'
    const [left, right] =
      kind === 'given' ? [whole(a), whole(b)] : ([lexText(a), lexText(b)] as const)
    if (left.tokens.length !== right.tokens.length) return false
    if (!left.literals.every((literal, at) => literal === right.literals[at])) return false
    const isId = left.tokens.length === 1 && left.literals.join('') === '' && ID_FIELD.test(field)
    return left.tokens.every((recorded, at) => {
      const replayed = right.tokens[at]!
      if (recorded.text === replayed.text) {
        this.found.equal.push(recorded.text)
        return true
      }
      if (kind === 'token' && styleOf(recorded) !== styleOf(replayed)) return false
      this.found.pairs.push({ path, kind, recorded, replayed, isId, inVector: false })
      return true
    })
  }
}

/** An id of a provider is one token, whatever it holds. */
function whole(text: string): ReturnType<typeof lexText> {
  const [only] = lexText(text).tokens
  const token: Token = only?.text === text ? only : { form: 'prefixed', text }
  return { literals: ['', ''], tokens: [token] }
}

function isRpc(value: JsonValue): value is { [key: string]: JsonValue } {
  return isJsonObject(value) && value['jsonrpc'] === '2.0'
}

/** Takes a message apart into its id, wherever it stands, and the rest. */
function countedOn(message: { [key: string]: JsonValue }) {
  const { id = null, params, ...rest } = message
  const ids = {
    id,
    'params.requestId': null as JsonValue,
    'params._meta.progressToken': null as JsonValue,
  }
  if (!isJsonObject(params)) return { ids, rest: params === undefined ? rest : { ...rest, params } }
  const { requestId, _meta: meta, ...others } = params
  ids['params.requestId'] = requestId ?? null
  if (!isJsonObject(meta))
    return {
      ids,
      rest: { ...rest, params: meta === undefined ? others : { ...others, _meta: meta } },
    }
  const { progressToken, ...kept } = meta
  ids['params._meta.progressToken'] = progressToken ?? null
  return { ids, rest: { ...rest, params: { ...others, _meta: kept } } }
}
