type Fields = Record<string, unknown>

/** The facts of a class of the platform that has no fields of its own; what it streams cannot be read without consuming it. */
const FACTS: Record<string, (value: never) => Fields> = {
  '[Blob]': ({ size, type }: Blob) => ({ size, type }),
  '[File]': ({ name, size, type }: File) => ({ name, size, type }),
  '[Request]': ({ method, url, headers }: Request) => ({ method, url, headers }),
  '[Response]': ({ status, headers }: Response) => ({ status, headers }),
}

/**
 * Lists the facts of an abort; `undefined` where the signal is not aborted. One that a timeout aborted counts as such: that
 * depends on how long the answers before it took.
 *
 * @note The message of the platform's own reason is up to its version.
 */
export function abortFacts({ aborted, reason }: AbortSignal): Fields | undefined {
  const { name } = Object(reason) as { name?: unknown }
  if (!aborted || name === 'TimeoutError') return undefined
  return { aborted, ...(name === 'AbortError' ? {} : { reason }) }
}

const BOXED = new Set(['[Number]', '[String]', '[Boolean]', '[BigInt]', '[Symbol]'])

/**
 * Lists the facts that distinguish two values of a class of the platform.
 *
 * @param tag The class, by its tag: test environments such as jsdom have classes of their own.
 *
 * @example
 * platformFacts('[Blob]', new Blob(['yes'])) // { size: 3, type: '' }
 */
export function platformFacts(tag: string, value: object): Fields | undefined {
  if (BOXED.has(tag)) return { value: value.valueOf() }
  return FACTS[tag]?.(value as never)
}
