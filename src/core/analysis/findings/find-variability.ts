import { bodyContent } from '../../cassette/body.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import { isJsonObject, jsonEqual, type JsonObject, type JsonValue } from '../../json.ts'
import { askedOf } from '../../matching/asked-of.ts'
import { readModelRequest, readModelResponse, type ModelRequest } from '../../providers/index.ts'
import type { StaticRemedy } from './observation.ts'
import { toFinding, type Sighting } from './sighting.ts'

/**
 * Reasoning models, which refuse a temperature or are advised against 0 by their makers: there is
 * nothing to set.
 */
const REASONS =
  /^(?:.*[/.])?(?:o\d|gpt-5|codex|computer-use|.*reasoner|deepseek-r\d|qwq|magistral|gemini-[3-9]|qwen-?3)/i

/** Remedies by API, as not every API takes a seed. */
const SAMPLING: Partial<Record<ModelRequest['api'], StaticRemedy>> = {
  messages: 'sampling_anthropic',
  responses: 'sampling_responses',
  generateContent: 'sampling_google',
}

const TAKES_SEED = new Set<ModelRequest['api']>([
  'chat.completions',
  'completions',
  'generateContent',
])

/**
 * Finds the causes of a new recording's differences although nothing was changed: free sampling,
 * and models without a date.
 */
export function findVariability(actions: readonly RecordedAction[]): Sighting[] {
  const known = new Map<string, Sighting>()
  const add = (key: string, action: RecordedAction, make: () => Sighting['finding']) => {
    const before = known.get(key)
    if (before) before.reach.add(action.index)
    else known.set(key, { finding: make(), reach: new Set([action.index]) })
  }
  for (const action of actions) {
    const { request, response } = action
    if (!request) continue
    const { body } = askedOf(action).asked
    const asked = readModelRequest({ ...request, body })
    if (!asked || !isJsonObject(body)) continue
    const content = bodyContent(response?.body)
    const answered =
      content && readModelResponse(asked, { status: response!.status, body: content })
    if (!answered) continue
    const sampling = samplingOf(asked, body)
    if (sampling)
      add(`sampling ${asked.model} ${sampling.path} ${sampling.value}`, action, () =>
        toFinding(action, sampling.path, {
          type: 'api_variability',
          severity: 'low',
          cause: 'random',
          value: sampling.value,
          observation: {
            code: 'free_sampling',
            model: asked.model,
            takesSeed: TAKES_SEED.has(asked.api),
          },
          remedy: SAMPLING[asked.api] ?? 'sampling',
        }),
      )
    const dated = answered.model
    if (asked.model !== null && dated && isAlias(asked.model, dated))
      add(`alias ${asked.model}`, action, () =>
        toFinding(action, Object.hasOwn(body, 'model') ? '$.model' : 'url', {
          type: 'api_variability',
          severity: 'low',
          cause: 'unknown',
          value: asked.model,
          observation: { code: 'model_alias', answeredBy: dated },
          remedy: 'alias',
        }),
      )
  }
  return [...known.values()]
}

/** The sampling that a request leaves free; `null` where it is fixed or cannot be. */
function samplingOf(
  { api, model, operation }: ModelRequest,
  body: JsonObject,
): { path: string; value: string | null } | null {
  if (operation === 'embeddings' || (model !== null && REASONS.test(model))) return null
  if (body['reasoning'] || body['reasoning_effort'] || body['thinking']) return null
  const place = configOf(api, body)
  const config = place === null ? body : (body[place] ?? {})
  if (!isJsonObject(config)) return null
  const { temperature, seed } = config
  if (isSet(temperature) ? temperature === 0 : isGreedy(config)) return null
  if (isSet(seed)) return null
  return {
    path: place === null ? '$.temperature' : `$.${place}.temperature`,
    value: isSet(temperature) ? String(temperature) : null,
  }
}

/** The part of a request that holds its sampling; `null` for the request itself. */
function configOf(api: ModelRequest['api'], body: JsonObject): string | null {
  if (api === 'generateContent') return 'generationConfig'
  if (api === 'converse') return 'inferenceConfig'
  if (api === 'ollama') return 'options'
  if (api !== 'invoke') return null
  // The forms of Nova and of Titan.
  return ['inferenceConfig', 'textGenerationConfig'].find((name) => name in body) ?? null
}

function isSet(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null
}

/** Recognises greedy sampling, which other parameters than the temperature can request too. */
function isGreedy({ top_k, topK, top_p, topP }: JsonObject): boolean {
  return top_k === 1 || topK === 1 || top_p === 0 || topP === 0
}

/**
 * Recognises `gpt-4o` answered by `gpt-4o-2024-08-06`, and `claude-3-5-haiku-latest` by
 * `claude-3-5-haiku-20241022`.
 */
function isAlias(asked: string, answered: string): boolean {
  if (jsonEqual(asked, answered)) return false
  const base = asked.replace(/-latest$/, '')
  return (
    answered.startsWith(base) &&
    /^-(?:\d{4}-?\d{2}-?\d{2}|\d{4}|\d{3})$/.test(answered.slice(base.length))
  )
}
