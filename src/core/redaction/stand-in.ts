const FORMS =
  /^(?:(?:[a-z_-]{0,40}\$\{[^}]*\}){1,4}[a-z_-]{0,40}|\$\([^)]*\)|\$\d+|\$[A-Za-z_][A-Za-z0-9_]*|\{\{.*\}\}|%\w+%|<[^<>]*>|%3C.*%3E|\[[^\]]*\]|[*•xX]+|(?:process\.env|os\.(?:environ|getenv)|import\.meta\.env|secrets?\.|env\.|config\.|self\.|this\.).*|(?:your|YOUR|Your|my|insert|replace|enter)[-_ ].*)$/
const WORDS =
  /^(?:required|optional|password|redacted|scrubbed|undefined|changeme|change-me|change_me|example|dummy|placeholder|not[-_]?set|unset|disabled|enabled|none|null)$/i
const MASKED = /\*{4}|\.\.\.$/

/** Returns `true` for a text in the place of a secret: a variable, a template, a mask, a word of documentation. */
export function isStandIn(text: string): boolean {
  return FORMS.test(text) || WORDS.test(text) || MASKED.test(text)
}

/** Returns `true` for a text with letters and digits both. */
export function looksRandom(text: string): boolean {
  return /[0-9]/.test(text) && /[A-Za-z]/.test(text)
}

const DRAWN = /[A-Za-z0-9_+/=.~:%@!$*-]{16}/y
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const HEX = /^(?=[A-Fa-f]*[0-9])(?=[0-9]*[A-Fa-f])(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/
const MIN_SWITCHES = 0.25

const [OTHER, LOWER, UPPER, DIGIT] = [0, 1, 2, 3] as const
const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[a-z]/.test(character)
    ? LOWER
    : /[A-Z]/.test(character)
      ? UPPER
      : /[0-9]/.test(character)
        ? DIGIT
        : OTHER
})
// Of the text at hand; made once, as most texts are short.
const runs = new Uint32Array(4)
const counts = new Uint32Array(4)

/**
 * Returns `true` for a text that a generator drew: 16 characters or more, without spaces, in which letters of both cases
 * and digits follow one another as they do in no word, identifier or date.
 */
export function isDrawnText(text: string): boolean {
  DRAWN.lastIndex = 0
  if (!DRAWN.test(text) || /\s/.test(text) || UUID.test(text)) return false
  if (HEX.test(text)) return true
  const { length } = text
  runs.fill(0)
  counts.fill(0)
  let switches = 0
  let before: number = OTHER
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    const now = code < 128 ? CLASSES[code]! : OTHER
    counts[now]!++
    if (now !== before) {
      runs[now]!++
      if (now !== OTHER && before !== OTHER) switches++
      before = now
    }
  }
  if (counts[OTHER] === 0 && length >= 20 && runs[DIGIT]! >= (length < 24 ? 3 : 2)) return true
  if (length >= 20 && counts[LOWER]! > 0 && counts[UPPER]! >= length * 0.35) return true
  if (switches < 4 || switches < length * MIN_SWITCHES) return false
  // Words that are joined have long runs of lower case; what was drawn has not.
  return counts[LOWER]! < runs[LOWER]! * (counts[DIGIT]! > 0 ? 4 : 2.6)
}
