import { z } from 'zod'
import type { ReadRecording } from '../recording.ts'
import { RecordedHeadersSchema } from './recorded-headers.ts'

const JsonObjectSchema = z.record(z.string(), z.unknown())
const DefinitionSchema = z
  .object({
    scope: z.string(),
    method: z.string(),
    path: z.string(),
    body: z.union([z.string(), JsonObjectSchema]),
    reqheaders: RecordedHeadersSchema,
    status: z.number(),
    rawHeaders: z.array(z.string()),
  })
  .and(
    z.discriminatedUnion('responseIsBinary', [
      z.object({ responseIsBinary: z.literal(true), response: z.hex() }),
      z.object({ responseIsBinary: z.literal(false), response: JsonObjectSchema }),
    ]),
  )

/** Reads nock definitions: JSON bodies as objects, binary ones as hexadecimal text. */
export const readNock: ReadRecording = ({ text }) =>
  z
    .array(DefinitionSchema)
    .parse(JSON.parse(text))
    .map((definition) => ({
      request: {
        method: definition.method,
        url: definition.scope + definition.path,
        headers: definition.reqheaders,
        body: asText(definition.body),
      },
      response: {
        status: definition.status,
        statusText: null,
        headers: pairs(definition.rawHeaders),
        body: definition.responseIsBinary
          ? Buffer.from(definition.response, 'hex')
          : asText(definition.response),
      },
    }))

function asText(body: string | Record<string, unknown>): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function pairs(raw: Array<string>): Array<[string, string]> {
  const result: Array<[string, string]> = []
  for (let i = 0; i + 1 < raw.length; i += 2) result.push([raw[i]!, raw[i + 1]!])
  return result
}
