import { isJsonObject, parseJson } from '../json.ts'

/** Names another model in the body of a model's request; `undefined` where the body names none, as where the URL does. */
export function nameModel(body: string | undefined, model: string): string | undefined {
  const json = body === undefined ? undefined : parseJson(body)
  if (!isJsonObject(json) || typeof json['model'] !== 'string') return undefined
  return JSON.stringify({ ...json, model })
}
