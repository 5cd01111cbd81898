import { z } from 'zod'
import { parseYaml } from '../parse-yaml.ts'
import type { ReadRecording } from '../recording.ts'
import { RecordedHeadersSchema } from './recorded-headers.ts'

const BytesSchema = z.union([z.string(), z.instanceof(Uint8Array)])

const RequestSchema = z.object({
  method: z.string(),
  uri: z.string(),
  headers: RecordedHeadersSchema,
  body: BytesSchema.nullish(),
  parsed_body: z.unknown().optional(),
})

const ResponseSchema = z
  .object({
    status: z.object({ code: z.number(), message: z.string().nullish() }),
    headers: RecordedHeadersSchema,
    body: z.object({ string: BytesSchema }).nullish(),
    parsed_body: z.unknown().optional(),
  })
  .transform((response) => ({
    status: response.status.code,
    statusText: response.status.message ?? null,
    headers: response.headers,
    body: storedBody(response, response.body?.string),
  }))

// The form a vcrpy stub for httpx wrote for a while.
const HttpxResponseSchema = z
  .object({ status_code: z.number(), headers: RecordedHeadersSchema, content: BytesSchema })
  .transform(({ status_code, headers, content }) => ({
    status: status_code,
    statusText: null,
    headers,
    body: content,
  }))

const CassetteSchema = z.object({
  interactions: z.array(
    z.object({ request: RequestSchema, response: z.union([ResponseSchema, HttpxResponseSchema]) }),
  ),
})

/** Reads vcrpy YAML, with the `parsed_body` of pydantic-ai's serializer. */
export const readVcrpy: ReadRecording = ({ text }) =>
  CassetteSchema.parse(parseYaml(text)).interactions.map(({ request, response }) => ({
    request: {
      method: request.method,
      url: request.uri,
      headers: request.headers,
      body: storedBody(request, request.body),
    },
    response,
  }))

// The bytes behind `parsed_body` are lost (keys sorted, spaces gone): any JSON of it will do.
function storedBody(
  holder: { parsed_body?: unknown },
  body: string | Uint8Array | null | undefined,
): string | Uint8Array {
  return holder.parsed_body === undefined ? (body ?? '') : JSON.stringify(holder.parsed_body)
}
