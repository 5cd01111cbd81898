const COLOR = String.raw`(?:\x1b\[\d{1,2}m)?`
/** Between the lines of a text that a console prints, `'one\n' + 'two'`. */
const JOINED = String.raw`['"]${COLOR} \+\s{1,60}${COLOR}['"]`
/** Between the lines of a text in a difference. */
const IN_DIFFERENCE = String.raw`\r?${COLOR}\n${COLOR}[+-] `

/**
 * One of the signs that stand for space between lines, as it is, in JSON, in JSON in JSON, printed, or in a difference: the
 * source of a pattern.
 */
export const SPACE_BETWEEN_LINES = String.raw`(?:${IN_DIFFERENCE}|\s|\\{1,8}[nrt]|${JOINED})`

const SHORTEST_QUOTED = 4
const LONGEST_QUOTED = 8000
const IN_SINGLE = /(?:[^'\\\n]|\\{1,8}[^'\\\n]){4,4000}(?=\\{0,8}'|$)/y
const IN_BACKTICKS = /[^`\\]{4,4000}(?=\\{0,8}`|$)/y
const ESCAPED = /[^&<>"%\s]{4,4000}(?=&|$)/y
const PERCENT = /(?:[^%"'\s&]|%(?!2[27]|5C)){4,4000}(?=%2|%5C|$)/y

/** Returns the text between a quote, in the form in which it opens, and the one that closes it. */
export function quotedText(text: string, at: number, opening: string): string | undefined {
  if (opening.endsWith('"')) return doublyQuoted(text, at, opening)
  const body = opening.startsWith('&')
    ? ESCAPED
    : opening.startsWith('%')
      ? PERCENT
      : opening.endsWith("'")
        ? IN_SINGLE
        : IN_BACKTICKS
  body.lastIndex = at
  return body.exec(text)?.[0]
}

/** @note A quote with more backslashes before it than the first one stands within: it is escaped once more. */
function doublyQuoted(text: string, at: number, opening: string): string | undefined {
  const depth = opening.length - opening.replaceAll('\\', '').length
  let quote = at - 1
  for (;;) {
    quote = text.indexOf('"', quote + 1)
    if (quote === -1) quote = text.length
    if (quote - at > LONGEST_QUOTED) return undefined
    let end = quote
    while (end > at && text[end - 1] === '\\') end--
    if (quote < text.length && quote - end > depth) continue
    return end - at < SHORTEST_QUOTED ? undefined : text.slice(at, end)
  }
}
