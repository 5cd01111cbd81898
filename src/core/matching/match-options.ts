import { ReplayError } from '../errors.ts'
import { parseJsonPath } from './json-path.ts'
import type { IgnoreRule, MatchRules, NormalizeRule } from '../options/match-schema.ts'
import { nearestName } from '../options/nearest-name.ts'
import type { MatchRule } from '../stored-rules.ts'
import { NORMALIZERS } from './normalizers.ts'

interface PatternText {
  source: string
  flags: string
}

const FIELDS = ['path', 'action', 'pattern', 'as', 'with']
const PATHS =
  'Write $.field, $.list[*].field, $["odd name"], output.field, headers.name, or url; ".." is not understood'

/** Checks rules and brings them into the form that travels. */
export function readMatchRules(
  rules: MatchRules,
  origin: MatchRule['origin'],
  field = 'match',
): MatchRule[] {
  const refuse = (at: string, reason: string, remedy: string): never => {
    throw new ReplayError('OPTION_INVALID', {
      attempted: 'Failed to read the match rules',
      reason: `"${field}.${at}" ${reason}`,
      remedy,
      location: { field: `${field}.${at}` },
    })
  }
  const list = <T>(name: 'ignore' | 'normalize'): T[] => {
    const value: unknown = rules[name]
    if (value === undefined) return []
    return Array.isArray(value)
      ? (value as T[])
      : refuse(name, 'is no list', `Write ${name}: [...]`)
  }
  const readPlace = (at: string, path: unknown): Pick<MatchRule, 'place' | 'path'> => {
    if (typeof path !== 'string' || path === '') return refuse(at, 'names no path', PATHS)
    if (path === 'url') return { place: 'url' }
    if (/^headers\.[^.[\]*]+$/.test(path))
      return { place: 'headers', path: path.slice('headers.'.length).toLowerCase() }
    const root = path.startsWith('output') ? 'output' : '$'
    const steps = parseJsonPath(path, root)
    if (typeof steps === 'string') return refuse(at, `is no path: ${steps} ("${path}")`, PATHS)
    return { place: root === '$' ? 'body' : 'output', path }
  }
  const readAction = (at: string, action: unknown): Pick<MatchRule, 'action'> => {
    if (action === undefined) return {}
    if (action instanceof RegExp) return { action: patternText(action) }
    if (typeof action !== 'string' || action === '')
      return refuse(`${at}.action`, 'is no name', "Write action: 'lookUp', or a pattern")
    const source = action.split('*').map(escape).join('.*')
    return { action: { source: `^${source}$`, flags: 's' } }
  }
  const label = (rule: IgnoreRule | NormalizeRule, what: string) =>
    `${what}${rule.action === undefined ? '' : ` of ${String(rule.action)}`}`

  const ignored = list<string | IgnoreRule>('ignore').map((given, index): MatchRule => {
    const at = `ignore[${index}]`
    const rule = typeof given === 'string' ? { path: given } : given
    if (typeof rule !== 'object' || rule === null) return refuse(at, 'names no path', PATHS)
    known(rule, ['path', 'action'], (name, remedy) =>
      refuse(`${at}.${name}`, 'does not exist', remedy),
    )
    const place = readPlace(at, rule.path)
    if (place.place === 'url')
      return refuse(
        at,
        'is the whole url',
        "Normalise a part of it: { path: 'url', pattern: /.../ }",
      )
    return {
      label: label(rule, `ignore ${rule.path}`),
      origin,
      ...place,
      ...readAction(at, rule.action),
      change: { kind: 'ignore' },
    }
  })
  const normalized = list<NormalizeRule>('normalize').map((rule, index): MatchRule => {
    const at = `normalize[${index}]`
    if (typeof rule !== 'object' || rule === null)
      return refuse(at, 'is no rule', "Write { pattern: /order-\\d+/, as: 'order-N' }")
    known(rule, FIELDS, (name, remedy) => refuse(`${at}.${name}`, 'does not exist', remedy))
    const { pattern, with: name, as = 'normalized' } = rule
    if ((pattern === undefined) === (name === undefined))
      return refuse(
        at,
        'needs a pattern or a "with", and not both',
        "Write { pattern: /.../ } or { path: '$...', with: 'trim' }",
      )
    if (name !== undefined && !Object.hasOwn(NORMALIZERS, name))
      return refuse(
        `${at}.with`,
        `is "${String(name)}"`,
        didYouMean(name, Object.keys(NORMALIZERS)) ??
          `It is one of ${Object.keys(NORMALIZERS).join(', ')}`,
      )
    if (name !== undefined && rule.path === undefined) return refuse(at, 'names no path', PATHS)
    if (
      pattern !== undefined &&
      pattern !== null &&
      !(pattern instanceof RegExp) &&
      (typeof pattern !== 'string' || pattern === '')
    )
      return refuse(`${at}.pattern`, 'is no pattern', 'Give a RegExp, or the text to replace')
    if (typeof as !== 'string') return refuse(`${at}.as`, 'is no text', "Write as: 'order-N'")
    const what = [rule.path, name === undefined ? String(pattern) : `with ${name}`]
    return {
      label: label(rule, `normalize ${what.filter(Boolean).join(' ')}`),
      origin,
      ...(rule.path === undefined ? { place: 'all' as const } : readPlace(at, rule.path)),
      ...readAction(at, rule.action),
      change:
        name === undefined
          ? { kind: 'replace', pattern: patternText(pattern!), as }
          : { kind: 'with', name },
    }
  })
  return [...ignored, ...normalized]
}

function known(
  rule: object,
  fields: string[],
  refuse: (name: string, remedy: string) => never,
): void {
  for (const name of Object.keys(rule)) {
    if (fields.includes(name)) continue
    refuse(name, didYouMean(name, fields) ?? `The fields are ${fields.join(', ')}`)
  }
}

function didYouMean(name: unknown, known: readonly string[]): string | undefined {
  const near = nearestName(String(name), known)
  return near === undefined ? undefined : `Did you mean "${near}"?`
}

function patternText(pattern: RegExp | string): PatternText {
  if (typeof pattern === 'string') return { source: escape(pattern), flags: '' }
  return { source: pattern.source, flags: pattern.flags }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
