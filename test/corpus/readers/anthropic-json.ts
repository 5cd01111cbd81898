import { z } from 'zod'
import type { ReadRecording } from '../recording.ts'
import { inventedRequest } from './invented-request.ts'
import { RecordedHeadersSchema } from './recorded-headers.ts'

const ResponseSchema = z.object({
  status: z.number(),
  headers: RecordedHeadersSchema,
  body: z.string(),
})

/** Reads a file that holds one response of Anthropic's Messages API and no request. */
export const readAnthropicJson: ReadRecording = ({ file, text }) => {
  const response = ResponseSchema.parse(JSON.parse(text))
  const stream = response.headers.some(([, value]) => value.startsWith('text/event-stream'))
  return [
    {
      request: inventedRequest({ file, path: '/v1/messages', stream }),
      response: { ...response, statusText: null },
    },
  ]
}
