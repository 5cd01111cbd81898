/** Texts that a machine or a service makes up anew each time, in the JSON of an error, and what stands for them. */
type Chance = readonly [pattern: RegExp, by: (text: string) => string]

/** Ids of requests. */
const IDS: readonly Chance[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, () => 'uuid'],
  [/\b(?:req|request|trace|msg|chatcmpl|resp)[-_](?=[\w-]*\d)[\w-]{8,}/gi, () => 'id'],
  [/(?<="(?:request|trace|span|correlation)[-_]?id":")[^"]*/gi, () => 'id'],
  [
    /(?<=\b(?:request|trace|correlation)[ _-]?id\W{0,3})(?=[\w-]*\d)[0-9a-z][\w-]{7,}/gi,
    () => 'id',
  ],
]

/** Ports, and counts of bytes and of time. */
const NUMBERS: readonly Chance[] = [
  [/"\w*(?:port|bytes\w*|elapsed\w*|duration\w*)":\d+/gi, (text) => text.replace(/\d+$/, '0')],
  [
    /(?:\d{1,3}(?:\.\d{1,3}){3}|localhost|\]|(?<![\w:])::1):\d{2,5}\b/gi,
    (text) => text.replace(/\d+$/, '0'),
  ],
  [
    /\b\d+(?:\.\d+)? ?(?:bytes?|[kmg]i?b|ms|milliseconds?|s|secs?|seconds?)\b/gi,
    (text) => text.replace(/^[\d.]+/, '0'),
  ],
]

/**
 * Leaves out of an error what the machine and the service make up anew each time.
 *
 * @param isOutside Decides of each such text if it came to the run from outside. What the agent's own code says, its next
 * replay says again, and so a change of it counts.
 *
 * @example
 * maskError({ name: 'Error', message: 'connect ECONNREFUSED 127.0.0.1:4999' })
 * // { name: 'Error', message: 'connect ECONNREFUSED 127.0.0.1:0' }
 */
export function maskError<T>(error: T, isOutside: (text: string) => boolean = () => true): T {
  return mask(error, [...IDS, ...NUMBERS], isOutside)
}

/** Leaves the ids of requests out of the body of an answer that failed. */
export function maskIds<T>(body: T): T {
  return mask(body, IDS, () => true)
}

function mask<T>(value: T, chances: readonly Chance[], isOutside: (text: string) => boolean): T {
  const text = chances.reduce(
    (masked, [pattern, by]) =>
      masked.replace(pattern, (found) => (isOutside(found) ? by(found) : found)),
    JSON.stringify(value),
  )
  return JSON.parse(text) as T
}
