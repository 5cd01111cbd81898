import type { IgnoreRule, NormalizeRule } from '../../core/options/match-schema.ts'
import type { Variation } from './compare-replays.ts'

/** The match option that would ignore variations. */
export interface Suggestion {
  ignore: IgnoreRule[]
  normalize: Array<NormalizeRule & { pattern: RegExp }>
}

/**
 * Suggests the narrowest rules for values that vary: a pattern within a text, or a path where the
 * whole value varies.
 */
export function suggestRules(variations: readonly Variation[]): Suggestion {
  const ignore = new Map<string, IgnoreRule>()
  const normalize = new Map<string, NormalizeRule & { pattern: RegExp }>()
  for (const variation of variations) {
    const { path, first, second } = variation
    const action = ownPath(variation) ? { action: variation.action } : {}
    const patterns =
      typeof first === 'string' && typeof second === 'string' ? patternsOf(first, second) : null
    if (!patterns && path !== 'url') ignore.set(JSON.stringify([path, action]), { path, ...action })
    for (const rule of patterns ?? [])
      normalize.set(JSON.stringify([path, action, rule.pattern.source]), {
        path,
        ...rule,
        ...action,
      })
  }
  return { ignore: [...ignore.values()], normalize: [...normalize.values()] }
}

/**
 * The same path has another meaning in another action: arguments and outputs have no names of their
 * own.
 */
function ownPath({ type, path }: Variation): boolean {
  return type === 'tool' || type === 'step' || path.startsWith('output')
}

const CLASSES = [
  { is: /^\d+$/, source: '\\d+' },
  { is: /^[\da-f]+$/, source: '[\\da-f]+' },
  { is: /^[\da-f-]+$/i, source: '[\\da-f-]+' },
  { is: /^[A-Za-z\d]+$/, source: '[A-Za-z\\d]+' },
  { is: /^[\w.:+-]+$/, source: '[\\w.:+-]+' },
  { is: /^\S+$/, source: '\\S+' },
]

/** A pattern for each word that varies; `null` where the texts differ in more than words, or have nothing in common. */
function patternsOf(first: string, second: string): Array<{ pattern: RegExp; as: string }> | null {
  const [left, right] = [first.split(/(\s+)/), second.split(/(\s+)/)]
  if (left.length !== right.length) return null
  const patterns: Array<{ pattern: RegExp; as: string }> = []
  for (const [at, word] of left.entries()) {
    const other = right[at]!
    if (word === other) continue
    if (/\s/.test(word)) return null
    const cut = differingPart(word, other)
    const before = cut.before || (at >= 2 ? `${left[at - 2]!.slice(-16)}${left[at - 1]!}` : '')
    if (before === '' && cut.after === '') return null
    const varying = CLASSES.find(({ is }) => is.test(cut.first) && is.test(cut.second))
    if (!varying) return null
    patterns.push({
      pattern: new RegExp(`${escape(before)}${varying.source}${escape(cut.after)}`),
      as: `${before}(varies)${cut.after}`,
    })
  }
  return patterns
}

/** The part of two words that differs, extended to the end of its letters and digits. */
function differingPart(first: string, second: string) {
  const limit = Math.min(first.length, second.length)
  let start = 0
  while (start < limit && first[start] === second[start]) start++
  let end = 0
  while (end < limit - start && first.at(-1 - end) === second.at(-1 - end)) end++
  while (start > 0 && /[\w-]/.test(first[start - 1]!) && !/[_=:/]/.test(first[start - 1]!)) start--
  while (end > 0 && /[\w-]/.test(first.at(-end)!)) end--
  return {
    before: first.slice(0, start).slice(-24),
    first: first.slice(start, first.length - end),
    second: second.slice(start, second.length - end),
    after: first.slice(first.length - end).slice(0, 8),
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')
}
