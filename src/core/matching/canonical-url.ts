const ESCAPE = /%[0-9a-fA-F]{2}/g
const UNRESERVED = /[A-Za-z0-9._~-]/

/**
 * A URL in the form that is compared: without its fragment, which is never sent, and with one spelling of each escape.
 *
 * @example
 * canonicalUrl('https://a.example/%7euser/a%2fb#top') // 'https://a.example/~user/a%2Fb'
 */
export function canonicalUrl(url: string): string {
  const end = url.indexOf('#')
  const sent = end < 0 ? url : url.slice(0, end)
  return canonicalEscapes(sent)
}

/** Gives each escape of a text one spelling. */
export function canonicalEscapes(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(ESCAPE, (escape) => {
    const letter = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return UNRESERVED.test(letter) ? letter : escape.toUpperCase()
  })
}
