import { z } from 'zod'
import type { ReadRecording } from '../recording.ts'

const HeadersSchema = z
  .array(z.object({ name: z.string(), value: z.string() }))
  .transform((headers) => headers.map(({ name, value }): [string, string] => [name, value]))

const HarSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: HeadersSchema,
          postData: z.object({ mimeType: z.string(), text: z.string() }).optional(),
        }),
        response: z.object({
          status: z.number(),
          statusText: z.string(),
          headers: HeadersSchema,
          content: z.object({
            mimeType: z.string(),
            text: z.string().optional(),
            encoding: z.literal('base64').optional(),
          }),
        }),
      }),
    ),
  }),
})

/** Reads an HTTP archive as Polly.js writes it. */
export const readHar: ReadRecording = ({ text }) =>
  HarSchema.parse(JSON.parse(text)).log.entries.map(({ request, response }) => ({
    request: {
      ...request,
      headers: withType(request.headers, request.postData?.mimeType),
      body: request.postData?.text ?? '',
    },
    response: {
      ...response,
      headers: withType(response.headers, response.content.mimeType),
      body: Buffer.from(response.content.text ?? '', response.content.encoding ?? 'utf8'),
    },
  }))

// Polly may be told to keep no headers; the media type is then known from the content alone.
function withType(
  headers: Array<[string, string]>,
  mimeType: string | undefined,
): Array<[string, string]> {
  const known = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return known || !mimeType ? headers : [...headers, ['content-type', mimeType]]
}
