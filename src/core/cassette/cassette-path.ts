const MAX_SLUG = 100

/**
 * A file name for a test's full name. Letters and digits stay, everything else becomes a hyphen; a name that loses more
 * than punctuation, or is too long, ends in a hash so that two names do not share a file.
 *
 * @example
 * slugOf('refund agent > refunds an order') // 'refund-agent-refunds-an-order'
 */
export function slugOf(name: string): string {
  const folded = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = folded.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  const lossless =
    slug.length > 0 && slug.length <= MAX_SLUG && !/[^\p{ASCII}]|[\p{Cc}/\\]/u.test(folded)
  return lossless ? slug : `${slug.slice(0, MAX_SLUG)}-${shortHash(name)}`.replace(/^-/, '')
}

/** The path of a cassette, relative to the folder of its test file. Never leaves that folder. */
export function cassettePath(testFile: string, name: string): string {
  const file = testFile.split(/[\\/]/).at(-1)!
  return `__cassettes__/${file}/${slugOf(name)}.cassette.jsonl`
}

/** Eight characters that tell names apart (FNV-1a, 2 x 32 bits folded); not for security. */
export function shortHash(text: string): string {
  let a = 0x811c9dc5
  let b = 0x1000193
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x85ebca6b)
  }
  return ((a ^ (b >>> 7)) >>> 0).toString(16).padStart(8, '0')
}
