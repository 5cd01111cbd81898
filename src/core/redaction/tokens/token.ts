import type { KnownSecret } from './known-secret.ts'

/** Where a token may begin: no word goes before it, though an escape sequence may end in a letter. */
export const BEFORE = String.raw`(?:^|[^\w-]|\\[nrtbf]|\\u00[\da-fA-F]{2}|%[\da-fA-F]{2}|\x1b\[[\d;]{0,8}m)`

/** A prefix of this length is met by chance in no name: one may go before it, `call_sk-proj-...`. */
const LONG = 4
/** After a hyphen, which is within names: `order-sk-proj-...`. */
const LONGER = 6

/**
 * A token that begins with a prefix and ends with the run of its characters.
 *
 * @note The character before is checked after the prefix: V8 finds a pattern that starts with letters much faster.
 */
export function token(kind: string, prefixes: string[], rest: string): KnownSecret {
  const prefix = prefixes.map(escape).join('|')
  const shortest = Math.min(...prefixes.map(({ length }) => length))
  const joints = shortest >= LONGER ? '|[_-]' : shortest >= LONG ? '|_' : ''
  const before = `(?:${BEFORE}${joints})`
  const pattern = `(?:${prefix})(?<=${before}(?:${prefix}))${rest}`
  return { kind, atoms: prefixes, pattern, accept: looksDrawn }
}

/**
 * A key of Azure, with a signature in its middle.
 *
 * @note The signature is looked for first: a run of characters would be tried at each place of a picture in base64.
 */
export function azureKey(
  signature: string,
  character: string,
  before: number,
  rest: string,
): KnownSecret {
  const mark = escape(signature)
  const start = character.includes('+') ? `(?<!${character})` : ''
  const pattern = new RegExp(`${mark}(?<=${start}${character}{${before}}${mark})${rest}`, 'dg')
  return { kind: 'azure-key', atoms: [signature], pattern, before }
}

/** @note `sk-internationalization` is a word, and so is `glpat-your-token-goes-here`. */
function looksDrawn(secret: string): boolean {
  return /[0-9]|[A-Z]{16}/.test(secret) || (/[a-z]/.test(secret) && /[A-Z]/.test(secret))
}

function escape(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

export const END = String.raw`(?![\w-])`
/** A character of base64; a slash only within a run of them, as a path may go on after the token. */
export const BASE64 = String.raw`(?:[\w+-]|\/(?=[\w+/-]{4})|%2[BFbf])`
export const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/** Letters of both cases and digits: a short prefix begins names and ids, too. */
export function mixed(count: string): string {
  return String.raw`(?=[^\W_]{0,24}\d)(?=[^\W_]{0,24}[a-z])(?=[^\W_]{0,24}[A-Z])[A-Za-z0-9]${count}${END}`
}

/** A secret that is known by what stands in its middle or at its end: the mark is looked for first. */
export function marked(
  kind: string,
  mark: string,
  { before, length, rest = '' }: { before: string; length: number; rest?: string },
): KnownSecret {
  const source = mark.replace(/[.|]/g, String.raw`\$&`)
  const pattern = new RegExp(`${source}(?<=${BEFORE}(?<!\\.)${before}${source})${rest}${END}`, 'dg')
  return { kind, atoms: [mark], pattern, before: length }
}
