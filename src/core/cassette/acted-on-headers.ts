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

/** Headers that name the version of what was answered: a client sends them back. */
const VALIDATORS = new Set(['etag', 'last-modified'])

/**
 * The headers by which two recordings of a response are compared: dates, ids of requests and limits are others each time.
 * Names in lower case, sorted.
 */
export function actedOnHeaders(
  headers: ReadonlyArray<readonly [name: string, value: string]>,
): Array<[name: string, value: string]> {
  return sortedHeaders(headers, (name) => ACTED_ON.has(name))
}

/** The headers of a response that a later request may carry on, with those that a client acts on. */
export function carriedHeaders(
  headers: ReadonlyArray<readonly [name: string, value: string]>,
): Array<[name: string, value: string]> {
  return sortedHeaders(headers, (name) => ACTED_ON.has(name) || VALIDATORS.has(name))
}

function sortedHeaders(
  headers: ReadonlyArray<readonly [name: string, value: string]>,
  isKept: (name: string) => boolean,
): Array<[name: string, value: string]> {
  return headers
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => isKept(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
