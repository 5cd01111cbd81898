/**
 * The path and query of a recorded URL, spelled as an HTTP client would send them.
 *
 * @example
 * requestPath('<OLLAMA_API_BASE>/chat/completions') // '/chat/completions'
 */
export function requestPath(url: string): string {
  // Hosts may be placeholders (`https://bedrock.<AWS_REGION>.amazonaws.com`): `new URL()` throws.
  const rest = url.replace(/^(?:[a-z][a-z\d+.-]*:\/\/)?[^/?#]*/i, '')
  const { pathname, search } = new URL(`http://corpus.invalid${rest}`)
  return pathname + search
}
