/** Headers of a response that a client acts on, and that are the same in the next recording. */
const ACTED_ON = new Set([
  'allow',
  'content-disposition',
  'content-range',
  'content-type',
  'link',
  'location',
  'mcp-protocol-version',
  'operation-location',
  'retry-after',
  'retry-after-ms',
  'www-authenticate',
  'x-amzn-bedrock-content-type',
  'x-amzn-errortype',
  'x-goog-upload-status',
  'x-goog-upload-url',
  'x-should-retry',
])

/**
 * The headers by which two recordings of a response are compared: dates, ids of requests and limits are others each time.
 * Names in lower case, sorted.
 */
export function actedOnHeaders(
  headers: ReadonlyArray<readonly [name: string, value: string]>,
): Array<[name: string, value: string]> {
  return headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => ACTED_ON.has(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
