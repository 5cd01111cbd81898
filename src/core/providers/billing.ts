import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { googleField } from './google-request.ts'
import {
  chunksOf,
  countField,
  documentOf,
  nameField,
  objectField,
  objectsOf,
} from './json-fields.ts'
import type { ModelBody, Usage } from './model-call.ts'

/** All that an answer tells of its price, beside the tokens of its usage. */
export interface Billing {
  /** The price in USD that the answer itself states. */
  statedUsd: number | null
  /** The tokens that are charged, where they are others than the model reads and writes. */
  charged: Pick<Usage, 'inputTokens' | 'outputTokens'> | null
  /** The part of the tokens written to a cache that is kept for an hour. */
  longCacheWriteTokens: number
  /** Searches of the web, charged by the piece. */
  webSearches: number
  /** The tier that served the call, where it is not the ordinary one. */
  tier: string | null
  /** Parts of the price that no list here has. */
  unpriced: string[]
}

/** Reads what an answer tells of its price, whichever API it is of. */
export function readBilling(
  body: ModelBody,
  headers: ReadonlyArray<readonly [string, string]> = [],
): Billing {
  const chunks = chunksOf(body) ?? [documentOf(body)].filter((item) => item !== null)
  const documents = chunks.flatMap(documentsOf)
  const billing: Billing = {
    statedUsd: null,
    charged: null,
    longCacheWriteTokens: 0,
    webSearches: 0,
    tier: null,
    unpriced: [],
  }
  for (const document of documents) {
    billing.statedUsd = statedCost(document) ?? billing.statedUsd
    billing.tier = tierOf(document) ?? billing.tier
    billing.charged = chargedTokens(document) ?? billing.charged
    for (const usage of usagesOf(document)) addUsage(billing, usage)
  }
  const litellm = Number(
    headers.find(([name]) => name.toLowerCase() === 'x-litellm-response-cost')?.[1],
  )
  if (litellm > 0) billing.statedUsd ??= litellm
  addProviderTools(billing, documents)
  return billing
}

/** A chunk, and the whole answers within it that some events carry. */
function documentsOf(chunk: JsonObject): JsonObject[] {
  const inner = [chunk['response'], chunk['message'], chunk['metadata']].filter(isJsonObject)
  return [chunk, ...inner]
}

function usagesOf(document: JsonObject): JsonObject[] {
  return ['usage', 'usageMetadata'].map((name) => objectField(document, name))
}

/** Cohere charges for the messages, not for its own prompt around them. */
function chargedTokens(document: JsonObject): Billing['charged'] {
  const holders = [document, objectField(document, 'delta')].flatMap((one) => [
    objectField(one, 'usage'),
    objectField(one, 'meta'),
  ])
  for (const holder of holders) {
    const units = objectField(holder, 'billed_units')
    const inputTokens = countField(units, 'input_tokens')
    const outputTokens = countField(units, 'output_tokens')
    if (inputTokens !== null || outputTokens !== null) return { inputTokens, outputTokens }
  }
  return null
}

const TICKS = 1e10

/** @note OpenRouter's own price leaves out what the user's key at another provider is charged. */
function statedCost(document: JsonObject): number | null {
  const usage = objectField(document, 'usage')
  const upstream = objectField(usage, 'cost_details')['upstream_inference_cost']
  const ticks = countField(usage, 'cost_in_usd_ticks')
  if (ticks !== null) return ticks / TICKS
  const cost = countField(usage, 'cost')
  if (cost !== null) {
    const isOwnKey = usage['is_byok'] === true
    return isOwnKey ? (typeof upstream === 'number' ? cost + upstream : null) : cost
  }
  return (
    countField(objectField(usage, 'cost'), 'total_cost') ??
    countField(usage, 'estimated_cost') ??
    gatewayCost(document['providerMetadata']) ??
    gatewayCost(document['provider_metadata']) ??
    gatewayCost(
      objectField(objectsOf(document['choices'])[0] ?? {}, 'message')['provider_metadata'],
    ) ??
    gatewayCost(objectField(objectsOf(document['choices'])[0] ?? {}, 'delta')['provider_metadata'])
  )
}

/** The price that Vercel's gateway states, as text. */
function gatewayCost(metadata: JsonValue | undefined): number | null {
  if (!isJsonObject(metadata)) return null
  const cost = objectField(metadata, 'gateway')['cost']
  const number = typeof cost === 'string' && cost !== '' ? Number(cost) : cost
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null
}

/** @note `auto` stands in requests, and in answers that were served by the ordinary tier. */
const ORDINARY = new Set([
  'default',
  'standard',
  'auto',
  'on_demand',
  'performance',
  'not_available',
])

function tierOf(document: JsonObject): string | null {
  const named =
    nameField(document, 'service_tier') ??
    nameField(document, 'serviceTier') ??
    nameField(objectField(document, 'serviceTier'), 'type') ??
    nameField(objectField(document, 'usage'), 'service_tier') ??
    nameField(objectField(document, 'usageMetadata'), 'serviceTier')
  return named === null || ORDINARY.has(named.toLowerCase()) ? null : named.toLowerCase()
}

/** The iterations of Anthropic's usage that its totals count. */
const OWN_ITERATIONS: ReadonlySet<unknown> = new Set(['message', 'fallback_message'])

function addUsage(billing: Billing, usage: JsonObject): void {
  const long = countField(objectField(usage, 'cache_creation'), 'ephemeral_1h_input_tokens')
  if (long !== null) billing.longCacheWriteTokens = long
  const details = objectsOf(usage['cacheDetails'] ?? usage['CacheDetails'])
  const hour = details
    .filter(({ ttl }) => ttl === '1h')
    .map((one) => countField(one, 'inputTokens'))
  if (hour.length > 0)
    billing.longCacheWriteTokens = hour.reduce<number>((sum, n) => sum + (n ?? 0), 0)
  const tools = objectField(usage, 'server_tool_use')
  billing.webSearches = countField(tools, 'web_search_requests') ?? billing.webSearches
  if ((countField(tools, 'code_execution_requests') ?? 0) > 0) add(billing, 'code execution')
  if (objectsOf(usage['iterations']).some(({ type }) => !OWN_ITERATIONS.has(type)))
    add(billing, 'calls within the call')
  if (usage['speed'] === 'fast') add(billing, 'the fast mode')
  const place = nameField(usage, 'inference_geo')
  if (place !== null && place !== 'global' && place !== 'not_available')
    add(billing, `the place "${place}"`)
  for (const field of [
    'prompt_tokens_details',
    'completion_tokens_details',
    'input_tokens_details',
    'output_tokens_details',
  ])
    if ((countField(objectField(usage, field), 'audio_tokens') ?? 0) > 0) add(billing, 'audio')
  for (const field of ['promptTokensDetails', 'candidatesTokensDetails'])
    for (const { modality, tokenCount } of objectsOf(usage[field]))
      if (modality === 'AUDIO' || (modality === 'IMAGE' && field.startsWith('candidates')))
        if (typeof tokenCount === 'number' && tokenCount > 0)
          add(billing, String(modality).toLowerCase())
}

/** Tools that a provider runs itself and charges for. */
const CHARGED: ReadonlyMap<string, string> = new Map([
  ['file_search_call', 'file search'],
  ['code_interpreter_call', 'code execution'],
  ['image_generation_call', 'image generation'],
])

/** @note Events repeat the items of an answer: they are counted by their ids. */
function addProviderTools(billing: Billing, documents: JsonObject[]): void {
  const searches = new Set<JsonValue>()
  for (const document of documents) {
    const item = document['item']
    for (const one of [...objectsOf(document['output']), ...(isJsonObject(item) ? [item] : [])]) {
      const type = String(one['type'])
      const isSearch =
        type === 'web_search_call' &&
        (nameField(objectField(one, 'action'), 'type') ?? 'search') === 'search'
      if (isSearch && one['status'] !== 'in_progress') searches.add(one['id'] ?? one)
      const charged = CHARGED.get(type)
      if (charged) add(billing, charged)
    }
    for (const candidate of objectsOf(document['candidates'])) {
      const grounding = googleField(candidate, 'groundingMetadata')
      const queries = isJsonObject(grounding)
        ? googleField(grounding, 'webSearchQueries')
        : undefined
      if (Array.isArray(queries) && queries.length > 0) add(billing, 'grounding')
    }
    if (objectsOf(document['choices']).some(hasExecutedTools)) add(billing, 'tools of the provider')
    const systemTools = objectField(objectField(document, 'usage'), 'serverToolUsage')
    if (Object.values(systemTools).some((count) => typeof count === 'number' && count > 0))
      add(billing, 'tools of the provider')
  }
  billing.webSearches = Math.max(billing.webSearches, searches.size)
}

function hasExecutedTools(choice: JsonObject): boolean {
  return ['message', 'delta'].some(
    (name) => objectsOf(objectField(choice, name)['executed_tools']).length > 0,
  )
}

function add(billing: Billing, part: string): void {
  if (!billing.unpriced.includes(part)) billing.unpriced.push(part)
}
