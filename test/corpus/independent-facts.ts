import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../src/core/json.ts'

/** The facts of a model's answer, by names of fields alone, whichever API it is of. */
export interface IndependentFacts {
  model: string | null
  stopReason: string | null
  outputTokens: number | null
  inputTokens: number | null
  toolNames: string[]
}

/**
 * Reads an answer without knowing any API: all JSON objects that stand in its bytes, and the last value that each
 * well-known field has in them. Fixtures may hold several answers.
 */
export function independentFacts(bytes: Uint8Array): { facts: IndependentFacts; answers: number } {
  const objects = objectsIn(Buffer.from(bytes).toString('utf8')).flatMap(unpacked)
  const text = (names: string[], accepts: (holder: JsonObject) => boolean = () => true) => {
    let found: string | null = null
    for (const object of objects)
      walk(object, (key, value, holder) => {
        if (names.includes(key) && typeof value === 'string' && value !== '' && accepts(holder))
          found = value
      })
    return found
  }
  const usage = lastUsage(objects)
  const starts = objects.filter(({ type }) => type === 'message_start').length
  const facts = {
    model: text(['model', 'modelVersion'], isAnswer),
    stopReason:
      text(STOP) ??
      text(['reason'], (holder) => Object.keys(holder).length === 1) ??
      text(['status'], ({ object, status }) => object === 'response' && !isPending(status)),
    inputTokens: total(usage, INPUT, BESIDE_INPUT),
    outputTokens: total(usage, OUTPUT, BESIDE_OUTPUT),
    toolNames: toolNames(objects),
  }
  return { facts, answers: Math.max(1, starts) }
}

/** Other models are named where their share of the usage is. */
function isAnswer(holder: JsonObject): boolean {
  return holder['type'] !== 'advisor_message' && !('usage' in holder && !('id' in holder))
}

function isPending(status: JsonValue | undefined): boolean {
  return status === 'queued' || status === 'in_progress'
}

/** The counts of an answer: a stream tells them again and again, each time as many as it knows. */
function lastUsage(objects: JsonObject[]): JsonObject {
  let usage: JsonObject = {}
  for (const object of objects)
    walk(object, (key, value) => {
      if (!isJsonObject(value)) return
      const isUsage = /^(usage|usageMetadata|tokens|.*Metrics|.*_details)$/.test(key)
      if (!isUsage && !('outputText' in value)) return
      const counts = Object.entries(value).filter(([, count]) => typeof count === 'number')
      // Google's counts are whole in each chunk.
      const before = key === 'usageMetadata' ? {} : usage
      usage = { ...before, ...Object.fromEntries(counts) }
    })
  const names = [...INPUT, ...OUTPUT]
  for (const object of objects)
    for (const name of names) if (typeof object[name] === 'number') usage[name] = object[name]
  return usage
}

function total(usage: JsonObject, names: string[], beside: string[]): number | null {
  const number = (name: string) => (typeof usage[name] === 'number' ? usage[name] : null)
  const base = names.map(number).find((count) => count !== null)
  if (base === undefined && !beside.some((name) => number(name) !== null)) return null
  const reasoning = number('reasoning_tokens') ?? 0
  const isBeside = number('total_tokens') === (number('prompt_tokens') ?? 0) + base! + reasoning
  if (names === OUTPUT && reasoning > 0 && isBeside) return base! + reasoning
  return beside.reduce((sum, name) => sum + (number(name) ?? 0), base ?? 0)
}

const STOP = [
  'stop_reason',
  'finish_reason',
  'stopReason',
  'finishReason',
  'done_reason',
  'completionReason',
]
const OUTPUT = [
  'completion_tokens',
  'output_tokens',
  'outputTokens',
  'candidatesTokenCount',
  'tokenCount',
  'totalOutputTextTokenCount',
  'generation_token_count',
  'eval_count',
  'outputTokenCount',
]
/** Counts that stand beside those of the input and of the output, not within them. */
const BESIDE_INPUT = [
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'cacheReadInputTokens',
  'cacheWriteInputTokens',
  'toolUsePromptTokenCount',
]
const BESIDE_OUTPUT = ['thoughtsTokenCount']
const INPUT = [
  'prompt_tokens',
  'input_tokens',
  'inputTokens',
  'promptTokenCount',
  'inputTextTokenCount',
  'prompt_token_count',
  'prompt_eval_count',
  'inputTokenCount',
]

/** All balanced objects of a text that are JSON, one after another. */
function objectsIn(text: string): JsonObject[] {
  const found: JsonObject[] = []
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at)) {
    const end = endOf(text, at)
    const value = end === -1 ? undefined : parseJson(text.slice(at, end))
    if (isJsonObject(value)) found.push(value)
    at = isJsonObject(value) ? end : at + 1
  }
  return found
}

function endOf(text: string, start: number): number {
  let depth = 0
  let inString = false
  for (let at = start; at < text.length; at++) {
    const letter = text[at]
    if (inString) {
      if (letter === '\\') at++
      else if (letter === '"') inString = false
    } else if (letter === '"') inString = true
    else if (letter === '{') depth++
    else if (letter === '}' && --depth === 0) return at + 1
  }
  return -1
}

/** The object that is packed as base64 in an event of `InvokeModelWithResponseStream`. */
function unpacked(object: JsonObject): JsonObject[] {
  const { bytes } = object
  return typeof bytes === 'string'
    ? objectsIn(Buffer.from(bytes, 'base64').toString('utf8'))
    : [object]
}

type Visit = (key: string, value: JsonValue, holder: JsonObject) => void

function walk(value: JsonValue, visit: Visit): void {
  if (Array.isArray(value))
    for (const item of value) {
      visit('', item, {})
      walk(item, visit)
    }
  else if (isJsonObject(value))
    for (const [key, field] of Object.entries(value)) {
      visit(key, field, value)
      walk(field, visit)
    }
}

/** The names of tools that are called, each once: an object with a name beside something to call it with. */
function toolNames(objects: JsonObject[]): string[] {
  const names = new Set<string>()
  for (const object of objects)
    walk({ object }, (_key, value) => {
      if (!isJsonObject(value) || typeof value['name'] !== 'string' || value['name'] === '') return
      const isCall = ['arguments', 'input', 'args', 'toolUseId'].some((field) => field in value)
      if (isCall && !('description' in value)) names.add(value['name'])
    })
  return [...names].sort()
}
