import { z } from 'zod'
import { parseYaml } from '../parse-yaml.ts'
import type { ReadRecording } from '../recording.ts'
import { RecordedHeadersSchema } from './recorded-headers.ts'

const CassetteSchema = z.object({
  version: z.literal(2),
  interactions: z.array(
    z.object({
      request: z.object({
        method: z.string(),
        url: z.string(),
        headers: RecordedHeadersSchema,
        body: z.string(),
      }),
      response: z.object({
        code: z.number(),
        status: z.string(),
        headers: RecordedHeadersSchema,
        body: z.string(),
      }),
    }),
  ),
})

/** Reads the YAML of go-vcr, version 2 of its format. */
export const readGoVcr: ReadRecording = ({ text }) =>
  CassetteSchema.parse(parseYaml(text)).interactions.map(({ request, response }) => ({
    request,
    response: {
      status: response.code,
      statusText: response.status.replace(/^\d+ ?/, ''),
      headers: response.headers,
      body: response.body,
    },
  }))
