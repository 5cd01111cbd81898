import { z } from 'zod'
import { parseYaml } from '../parse-yaml.ts'
import type { ReadRecording } from '../recording.ts'
import { RecordedHeadersSchema } from './recorded-headers.ts'

const BodySchema = z
  .object({ string: z.union([z.string(), z.instanceof(Uint8Array)]) })
  .transform(({ string }) => string)

const CassetteSchema = z.object({
  http_interactions: z.array(
    z.object({
      request: z.object({
        method: z.string(),
        uri: z.string(),
        headers: RecordedHeadersSchema,
        body: BodySchema,
      }),
      response: z.object({
        status: z.object({ code: z.number(), message: z.string().nullable() }),
        headers: RecordedHeadersSchema,
        body: BodySchema,
      }),
    }),
  ),
})

/** Reads the YAML of Ruby's VCR. */
export const readRubyVcr: ReadRecording = ({ text }) =>
  CassetteSchema.parse(parseYaml(text)).http_interactions.map(({ request, response }) => ({
    request: { ...request, url: request.uri },
    response: {
      status: response.status.code,
      statusText: response.status.message,
      headers: response.headers,
      body: response.body,
    },
  }))
