import { z } from 'zod'
import type { ReadRecording, RecordedExchange, Recording } from '../recording.ts'
import { inventedRequest } from './invented-request.ts'

const AnswerSchema = z.object({
  object: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  choices: z.array(z.unknown()).optional().catch(undefined),
  candidates: z.array(z.unknown()).optional().catch(undefined),
})

/** Reads a fixture of vercel/ai: a response without request, status or headers. */
export const readVercelJson: ReadRecording = (recording) => [
  answered(recording, recording.text, recording.text, 'application/json'),
]

/** Reads a `.chunks.txt`: each line is the `data:` payload of one server-sent event. */
export const readVercelChunks: ReadRecording = (recording) => {
  const lines = recording.text.split('\n').filter((line) => line !== '')
  const body = lines.map((line) => `data: ${line}\n\n`).join('')
  return [answered(recording, lines[0] ?? '', body, 'text/event-stream')]
}

/** Reads a file that is an event stream as it went over the wire. */
export const readSseText: ReadRecording = (recording) => [
  answered(
    recording,
    /^data: ?(.*)$/m.exec(recording.text)?.[1] ?? '',
    recording.text,
    'text/event-stream',
  ),
]

function answered(
  { file }: Recording,
  sample: string,
  body: string,
  contentType: string,
): RecordedExchange {
  const stream = contentType === 'text/event-stream'
  return {
    request: inventedRequest({ file, path: likelyPath(file, sample, stream), stream }),
    response: { status: 200, statusText: null, headers: [['content-type', contentType]], body },
  }
}

function likelyPath(file: string, sample: string, stream: boolean): string {
  const fallback = `/${file.split('/')[2]}`
  let answer: z.infer<typeof AnswerSchema>
  try {
    answer = AnswerSchema.parse(JSON.parse(sample))
  } catch {
    // Some fixtures are kept because their JSON is broken: the path need not tell the provider.
    return fallback
  }
  if (answer.candidates) {
    return `/v1beta/models/corpus:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`
  }
  if (answer.object === 'text_completion') return '/v1/completions'
  if (answer.choices) return '/v1/chat/completions'
  if (answer.object === 'response' || answer.type?.startsWith('response.')) return '/v1/responses'
  if (answer.type === 'message' || answer.type === 'message_start') return '/v1/messages'
  return fallback
}
