import { readEventStream, eventPayloads } from '../../../src/core/cassette/event-stream.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import {
  priceOf,
  readModelAnswer,
  readModelRequest,
  type ModelBody,
} from '../../../src/core/providers/index.ts'
import type { ActionFacts } from '../../../src/core/report/action-schema.ts'
import type { Step } from './trajectory.ts'

type StepFacts = Pick<
  ActionFacts,
  | 'type'
  | 'name'
  | 'provider'
  | 'model'
  | 'inputTokens'
  | 'outputTokens'
  | 'cachedInputTokens'
  | 'costUsd'
  | 'stopReason'
  | 'status'
  | 'error'
>

/** The facts of a step, its duration and its answer. */
export interface ReadStep {
  facts: StepFacts
  /** Milliseconds. */
  duration: number
  answer: JsonValue | null
}

/**
 * Reads a step.
 *
 * @note Trajectories tell neither times nor, mostly, tokens: both are guessed from lengths, so that there is something to draw.
 */
export async function readStep(step: Step): Promise<ReadStep> {
  const nothing = {
    provider: null,
    model: null,
    inputTokens: null,
    outputTokens: null,
    cachedInputTokens: null,
    costUsd: null,
    stopReason: null,
    status: null,
    error: null,
  }
  if (step.kind === 'tool') {
    const length = JSON.stringify(step.result).length
    return {
      facts: { ...nothing, type: 'tool', name: step.name },
      duration: 8 + Math.round(Math.sqrt(length) * 3),
      answer: null,
    }
  }
  const length = JSON.stringify(step.response).length
  const request = readModelRequest({ method: 'POST', url: step.url, body: step.request })
  const answer = readModelAnswer(step.url, { status: step.status, body: bodyOf(step.response) })
  const usage = answer?.usage ?? {
    inputTokens: Math.ceil(JSON.stringify(step.request).length / 4),
    outputTokens: Math.ceil(length / 5),
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
  }
  const model = answer?.model ?? request?.model ?? null
  const costUsd = request
    ? await priceOf({ provider: request.provider, url: step.url, model, usage })
    : null
  const facts: StepFacts = {
    type: request ? 'llm' : 'http',
    name: request ? `${request.operation} ${model ?? ''}`.trim() : `POST ${step.url.split('?')[0]}`,
    provider: request?.provider ?? null,
    model,
    inputTokens: request ? usage.inputTokens : null,
    outputTokens: request ? usage.outputTokens : null,
    cachedInputTokens: request ? usage.cachedInputTokens : null,
    costUsd,
    stopReason: answer?.stopReason ?? null,
    status: step.status,
    error: step.error === undefined ? null : { name: `HTTP ${step.status}`, message: step.error },
  }
  return {
    facts,
    duration: 240 + Math.round(length * 1.7),
    answer: answer
      ? { text: answer.text, toolCalls: answer.toolCalls as unknown as JsonValue }
      : null,
  }
}

function bodyOf(response: JsonValue): ModelBody {
  if (typeof response !== 'string') return { json: response }
  return /^(?:data|event):/m.test(response)
    ? { events: eventPayloads(readEventStream(response)) }
    : { json: response }
}
