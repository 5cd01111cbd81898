import type { RecordedExchange } from '../recording.ts'

/** A request for a recording that kept only the response; its body names the file, so no two are equal. */
export function inventedRequest(options: {
  file: string
  path: string
  stream: boolean
}): RecordedExchange['request'] {
  const { file, path, stream } = options
  return {
    method: 'POST',
    url: `https://corpus.invalid${path}`,
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({
      model: 'corpus',
      max_tokens: 1024,
      stream,
      messages: [{ role: 'user', content: `Answer with ${file}` }],
    }),
  }
}
