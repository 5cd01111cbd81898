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
const HEX = /^(?=.*[0-9])(?=.*[A-Fa-f])(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/
const MIN_SWITCHES = 0.25

/**
 * Returns `true` for a text that a generator drew: 16 characters or more, without spaces, in which letters of both cases
 * and digits follow one another as they do in no word, identifier or date.
 */
export function isDrawnText(text: string): boolean {
  DRAWN.lastIndex = 0
  if (!DRAWN.test(text) || /\s/.test(text) || UUID.test(text)) return false
  if (HEX.test(text)) return true
  const runs = { lower: 0, upper: 0, digit: 0, other: 0 }
  const counts = { lower: 0, upper: 0, digit: 0, other: 0 }
  let switches = 0
  let before: CharacterClass = 'other'
  for (let i = 0; i < text.length; i++) {
    const now = classOf(text.charCodeAt(i))
    counts[now]++
    if (now !== before) {
      runs[now]++
      if (now !== 'other' && before !== 'other') switches++
    }
    before = now
  }
  const { length } = text
  if (counts.other === 0 && length >= 20 && runs.digit >= (length < 24 ? 3 : 2)) return true
  if (length >= 20 && counts.lower > 0 && counts.upper >= length * 0.35) return true
  if (switches < 4 || switches < length * MIN_SWITCHES) return false
  // Words that are joined have long runs of lower case; what was drawn has not.
  return counts.lower < runs.lower * (counts.digit > 0 ? 4 : 2.6)
}

type CharacterClass = 'lower' | 'upper' | 'digit' | 'other'

function classOf(code: number): CharacterClass {
  if (code >= 97 && code <= 122) return 'lower'
  if (code >= 65 && code <= 90) return 'upper'
  return code >= 48 && code <= 57 ? 'digit' : 'other'
}
