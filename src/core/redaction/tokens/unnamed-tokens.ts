import { patternOf, type KnownSecret } from './known-secret.ts'
import { marked, mixed, UUID } from './token.ts'

const SHORTEST = 49

/** Keys without anything that names their provider but a character within them. */
const RULES: KnownSecret[] = [
  marked('zhipu-key', '.', { before: '[0-9a-f]{32}', length: 32, rest: mixed('{16}') }),
  marked('ably-key', ':', {
    before: String.raw`[\w-]{6}\.[\w-]{6}`,
    length: 13,
    rest: String.raw`(?=[\w-]{0,24}\d)(?=[\w-]{0,24}[A-Z])[\w-]{43}`,
  }),
  marked('fal-key', ':', { before: UUID, length: 36, rest: '[0-9a-f]{32}' }),
  marked('ghost-key', ':', { before: '[0-9a-f]{24}', length: 24, rest: '[0-9a-f]{64}' }),
  marked('mailgun-key', '-', {
    before: '[0-9a-f]{32}',
    length: 32,
    rest: '[0-9a-f]{8}-[0-9a-f]{8}',
  }),
]

/** The characters of such keys, and where from them only letters and digits stand in each of their keys. */
const MARKS = [
  { mark: '.', beside: [-1, -8, -16, -24, 1, 16] },
  { mark: ':', beside: [-1, -6, 1, 8, 16, 24] },
  { mark: '-', beside: [-1, -8, -16, -24, 1, 8, 10] },
].map(({ mark, beside }) => ({
  mark,
  beside,
  rules: RULES.filter(({ atoms }) => atoms[0] === mark).map((rule) => ({
    ...rule,
    pattern: new RegExp(patternOf(rule).source, 'y'),
  })),
}))

/**
 * Finds keys that only the place of a character within them makes known.
 *
 * @note That character is in most texts: whatever is no key is passed by what stands beside it.
 */
export function findUnnamedTokens(
  text: string,
  onFound: (kind: string, start: number, end: number) => void,
): void {
  if (text.length < SHORTEST) return
  for (const { mark, beside, rules } of MARKS) {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
      if (!standsInKey(text, at, beside)) continue
      for (const { kind, pattern, before } of rules) {
        pattern.lastIndex = at
        if (pattern.test(text)) onFound(kind, at - before!, pattern.lastIndex)
      }
    }
  }
}

function standsInKey(text: string, at: number, beside: readonly number[]): boolean {
  for (let i = 0; i < beside.length; i++)
    if (!isOfKey(text.charCodeAt(at + beside[i]!))) return false
  return true
}

function isOfKey(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    code === 45 ||
    code === 95
  )
}
