const PLACEHOLDER = /<redacted:([\w.-]+):\d+>/

/**
 * The kinds of the placeholders that make `found` differ from `recorded`; `null` where anything
 * else differs, too.
 *
 * @example
 * redactedKinds('{"key":"sk-1234"}', '{"key":"<redacted:openai-key:1>"}') // ['openai-key']
 */
export function redactedKinds(recorded: string, found: string): Array<string> | null {
  if (recorded === found) return []
  const parts = found.split(PLACEHOLDER)
  const texts = parts.filter((_, i) => i % 2 === 0)
  const last = texts.pop()!
  let at = 0
  for (const [i, text] of texts.entries()) {
    // A secret has characters: what follows it begins at least one later.
    const start = i === 0 ? 0 : recorded.indexOf(text, at + 1)
    if (start === -1 || !recorded.startsWith(text, start)) return null
    at = start + text.length
  }
  if (texts.length === 0 || !recorded.endsWith(last)) return null
  return recorded.length - last.length > at ? parts.filter((_, i) => i % 2 === 1) : null
}
