import { mayBeCredential } from './credential-names.ts'

/** A value that says nothing of its owner: a word, a small number. */
const PLAIN = /^(?:[A-Za-z]{0,12}|\d{1,4})$/

interface Replacements {
  value(value: string): string
  /** Of its name and its attributes, which stay but for what is a secret anywhere. */
  text(text: string): string
}

/** Replaces the value of a cookie that a server sets; its name and its attributes stay. */
export function redactCookie(header: string, replace: Replacements): string {
  const [pair = '', ...attributes] = header.split(';')
  const kept = attributes.map((attribute) => replace.text(attribute))
  return [redactPair(pair, replace), ...kept].join(';')
}

/** Where the next cookie begins that a list of headers joins to the one before. */
const NEXT_COOKIE = /,\s*(?=[^\s;,=]+=)/
const PAIR = /^[^\s;,=]+=/

/**
 * Replaces the values of cookies as headers and the fields of an object have them; `undefined` for what is none, as a field may
 * have such a name by chance.
 */
export function redactCookies(
  name: string | undefined,
  value: string,
  replace: Replacements,
): string | undefined {
  const lower = name?.toLowerCase()
  if ((lower !== 'cookie' && lower !== 'set-cookie') || !PAIR.test(value)) return undefined
  if (lower === 'cookie') return redactSentCookies(value, replace)
  const between = value.match(new RegExp(NEXT_COOKIE, 'g')) ?? []
  return value
    .split(NEXT_COOKIE)
    .map((cookie, at) => redactCookie(cookie, replace) + (between[at] ?? ''))
    .join('')
}

/** Replaces the values of the cookies that a client sends. */
export function redactSentCookies(header: string, replace: Replacements): string {
  return header
    .split(';')
    .map((pair) => redactPair(pair, replace))
    .join(';')
}

function redactPair(pair: string, replace: Replacements): string {
  // A cookie without a name is its value.
  const at = pair.indexOf('=') + 1
  const name = pair.slice(0, at).replace('=', '').trim()
  const value = pair.slice(at).trim()
  const isPlain = value === '' || (at > 0 && PLAIN.test(value) && !mayBeCredential(name))
  const before = at === 0 ? '' : `${replace.text(pair.slice(0, at - 1))}=`
  return before + (isPlain ? pair.slice(at) : replace.value(value))
}
