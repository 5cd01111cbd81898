import { z } from 'zod'
import type { ReadRecording } from '../recording.ts'
import { RecordedHeadersSchema } from './recorded-headers.ts'

const BodySchema = z
  .string()
  .nullable()
  .transform((text): string | Uint8Array =>
    text?.startsWith('base64:')
      ? Buffer.from(text.slice('base64:'.length), 'base64')
      : (text ?? ''),
  )

const ExchangeSchema = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: RecordedHeadersSchema,
    body: BodySchema,
  }),
  response: z.object({
    status: z.object({ code: z.number(), message: z.string().nullable() }),
    headers: RecordedHeadersSchema,
    body: BodySchema,
  }),
})

/** Reads the JSON of Datadog's test agent, one interaction to a file. */
export const readDatadog: ReadRecording = ({ text }) => {
  const { request, response } = ExchangeSchema.parse(JSON.parse(text))
  const { code, message } = response.status
  return [{ request, response: { ...response, status: code, statusText: message } }]
}
