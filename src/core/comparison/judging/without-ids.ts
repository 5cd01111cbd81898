import { isJsonObject, type JsonValue } from '../../json.ts'
import type { PerformedAction } from '../runs/performed-run.ts'

/** Returns the output of an action; the ids of a model's calls mean nothing beyond their own conversation. */
export function withoutIds({ type, output }: PerformedAction): JsonValue | undefined {
  if (type !== 'llm' || !isJsonObject(output) || !Array.isArray(output['toolCalls'])) return output
  const toolCalls = output['toolCalls'].map((call) => {
    if (!isJsonObject(call)) return call
    const { id: _id, ...rest } = call
    return rest
  })
  return { ...output, toolCalls }
}
