import { literalSecrets, type LiteralSecret } from './environment.ts'
import { isWithinBase64 } from './base64-payload.ts'
import { FRAMED } from './framed-secrets.ts'
import { Beginnings } from './forms/shortened.ts'
import { LearntSecrets } from './learnt-secrets.ts'
import { LiteralFinder } from './literal-finder.ts'
import { outsidePlaceholders, toKind } from './placeholder.ts'
import { NAME_ATOMS } from './name-patterns.ts'
import { findNamedSecret, NOTHING_SEEN, type SeenValues } from './named-secrets.ts'
import { isUnguessable } from './recorded-secrets.ts'
import type { RedactionRules } from './rules.ts'
import { patternOf, type KnownSecret } from './tokens/known-secret.ts'
import { TOKENS } from './tokens/token-shapes.ts'
import { findUnnamedTokens } from './tokens/unnamed-tokens.ts'

/** A secret in a text. */
export interface Match {
  kind: string
  start: number
  end: number
  /** The secret that the placeholder is issued for: for a literal in any form, the literal. */
  secret: string
}

interface Candidate extends Match {
  rank: number
}

/** Returned for a text of which no part needs a closer look. */
export const CLEAN: readonly Match[] = Object.freeze([])

/** Finds secrets in texts. */
export interface Scanner {
  /** The secrets in order, none overlapping another, none within a placeholder. */
  scan: (text: string) => readonly Match[]
  /** Secrets that are looked for beside the rules. */
  readonly learnt: LearntSecrets
  /** Reads the environment anew. */
  reload: () => void
}

/** Of those that are known by a shape or a name, with what they are known by. */
const SHORTEST_SECRET = 8
/** The stretch after a secret that is searched whole, however often. */
const SHORTEST_STRETCH = 1024
/** A secret that begins farther from the one before than this does not depend on it. */
const NEAR = 64
/** The text after a secret that may decide whether it is one. */
const MARGIN = 200
/** Of a beginning that says which token it is. */
const SHORTEST_ATOM = 3
const WINDOWS = [320, 1024, 3072, 9216]

/** Makes the scanner for a set of rules. */
export function createScanner(rules: RedactionRules): Scanner {
  const user = userPatterns(rules)
  let literals: LiteralSecret[] = []
  const known = [...TOKENS, ...FRAMED]
  const owners: number[] = []
  const atoms: string[] = []
  for (const [index, { atoms: own }] of known.entries()) {
    for (const atom of own) {
      owners.push(index)
      atoms.push(atom)
    }
  }
  const firstLiteral = atoms.length
  let firstName = firstLiteral
  let shortest = SHORTEST_SECRET
  let finder = readLiterals()

  function readLiterals(): LiteralFinder {
    literals = literalSecrets(rules).filter(({ form }) => form.length > 2)
    firstName = firstLiteral + literals.length
    shortest =
      user.length > 0 ? 1 : Math.min(SHORTEST_SECRET, ...literals.map(({ form }) => form.length))
    return finderOf([...atoms, ...literals.map(({ form }) => form), ...NAME_ATOMS])
  }

  // Found in the text at hand. Created once, as most texts are short and hold nothing.
  const suspected = new Uint8Array(known.length)
  const suspects: number[] = []
  let found: Candidate[] = []
  let named = 0
  let seen: SeenValues = { ...NOTHING_SEEN }
  const learnt = new LearntSecrets()
  const beginnings = new Beginnings<LiteralSecret>(kindOfBeginning)
  function noteLearnt({ kind, secret, form }: LiteralSecret, start: number): void {
    found.push({ kind, secret, start, end: start + form.length, rank: TOKENS.length })
  }

  function note(id: number, start: number, text: string): void {
    const owner = owners[id]
    if (id >= firstName) {
      if (start >= named) noteNamed(text, start + NAME_ATOMS[id - firstName]!.length)
    } else if (owner === undefined) {
      const { kind, secret, form } = literals[id - firstLiteral]!
      found.push({ kind, secret, start, end: start + form.length, rank: TOKENS.length })
    } else if (suspected[owner] === 0) {
      suspected[owner] = 1
      suspects.push(owner)
    }
  }

  /** @note Names within a secret that was found are skipped: a text is read once, whatever it repeats. */
  function noteNamed(text: string, nameEnd: number): void {
    const secret = findNamedSecret(text, nameEnd, seen)
    if (secret?.seen) Object.assign(seen, secret.seen)
    if (!secret || !('kind' in secret)) return
    for (const { kind, start, end } of [secret, ...(secret.further ?? [])]) {
      named = end
      found.push({ kind, start, end, secret: text.slice(start, end), rank: known.length + 1 })
    }
  }

  function candidates(text: string): Candidate[] | undefined {
    named = 0
    Object.assign(seen, NOTHING_SEEN)
    finder.find(text, note)
    learnt.find(text, noteLearnt)
    beginnings.find(text, [literals, learnt.forms], (kind, secret, start, end) =>
      found.push({ kind, secret, start, end, rank: TOKENS.length }),
    )
    findUnnamedTokens(text, (kind, start, end) => {
      if (isWithinBase64(text, start, end)) return
      found.push({ kind, start, end, secret: text.slice(start, end), rank: 0 })
    })
    if (suspects.length === 0 && found.length === 0 && user.length === 0) return undefined
    const all = found
    found = []
    const indexes = suspects.splice(0)
    suspected.fill(0)
    for (const pattern of user) collect(all, text, pattern, -1)
    for (const index of indexes) {
      collect(all, text, known[index]!, index < TOKENS.length ? index : index + 1)
    }
    return all
  }

  /** Searches until nothing is left: text beside a secret may be one itself once the secret is gone. */
  function search(text: string, first: Candidate[]): Match[] {
    const found: Match[] = []
    const open = outsidePlaceholders(text)
    let ready = open.length === 1 && open[0]![1] - open[0]![0] === text.length ? first : undefined
    while (open.length > 0) {
      const [from, to] = open.pop()!
      if (to - from < shortest) continue
      const matches = withoutOverlaps(ready ?? candidates(text.slice(from, to)) ?? [])
      ready = undefined
      let start = from
      for (const [at, match] of matches.entries()) {
        const end = from + match.start
        if (end > start) open.push([start, end])
        start = from + match.end
        found.push({ kind: match.kind, secret: match.secret, start: end, end: start })
        const stretchEnd = at + 1 < matches.length ? from + matches[at + 1]!.start : to
        if (stretchEnd - start <= SHORTEST_STRETCH) continue
        for (const beside of besides(text, start, stretchEnd)) {
          if (beside.start > start) open.push([start, beside.start])
          start = beside.end
          found.push(beside)
        }
      }
      if (matches.length > 0 && start < to) open.push([start, to])
    }
    return found.sort((a, b) => a.start - b.start)
  }

  /**
   * The secrets of a long stretch that follow one another from its beginning on, where each is one only once that before it is
   * gone.
   *
   * @note The stretch is searched whole after each of them otherwise: megabytes that begin like a token are never read to the end.
   */
  function besides(text: string, from: number, to: number): Match[] {
    const found: Match[] = []
    let start = from
    let smallest = 0
    while (to - start > SHORTEST_STRETCH) {
      const next = secretAtStart(text, start, to, smallest)
      if (!next) break
      found.push(next)
      while (next.end - start > WINDOWS[smallest]!) smallest++
      start = next.end
    }
    return found
  }

  /** @note What ends beside the end of a window might go on, or be none with what follows. */
  function secretAtStart(
    text: string,
    from: number,
    to: number,
    smallest: number,
  ): Match | undefined {
    for (const size of WINDOWS.slice(smallest)) {
      const window = text.slice(from, Math.min(from + size, to))
      const [first] = withoutOverlaps(candidates(window) ?? [])
      if (!first || first.start > NEAR) return undefined
      if (first.end <= window.length - MARGIN)
        return { ...first, start: from + first.start, end: from + first.end }
    }
    return undefined
  }

  return {
    scan(text) {
      if (text.length < shortest) return CLEAN
      const first = candidates(text)
      if (!first) return CLEAN
      return first.length === 0 ? [] : search(text, first)
    },
    reload: () => void (finder = readLiterals()),
    learnt,
  }
}

/** @note Its atoms begin a token of a service, or stand within it. */
function kindOfBeginning(text: string): string | undefined {
  if (!isUnguessable(text)) return undefined
  return TOKENS.find(({ atoms }) =>
    atoms.some((atom) => atom.length >= SHORTEST_ATOM && text.startsWith(atom)),
  )?.kind
}

let latest: { literals: readonly string[]; finder: LiteralFinder } | undefined

/** @note A finder is half a megabyte, and every run has a redactor: what looks for the same shares one. */
function finderOf(literals: readonly string[]): LiteralFinder {
  const isSame =
    latest?.literals.length === literals.length &&
    latest.literals.every((literal, at) => literal === literals[at])
  if (!isSame) latest = { literals, finder: new LiteralFinder(literals) }
  return latest!.finder
}

function userPatterns(rules: RedactionRules): KnownSecret[] {
  const patterns: KnownSecret[] = []
  for (const { name, pattern } of rules.secrets ?? []) {
    if (typeof pattern === 'string') {
      if (pattern === '' || pattern.length > 2) continue
      const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      patterns.push({ kind: toKind(name), atoms: [], pattern: new RegExp(source, 'dg') })
    } else {
      const flags = `${pattern.flags.replace(/[dgy]/g, '')}dg`
      patterns.push({ kind: toKind(name), atoms: [], pattern: new RegExp(pattern.source, flags) })
    }
  }
  return patterns
}

function collect(found: Candidate[], text: string, known: KnownSecret, rank: number): void {
  const { kind, also, accept, before = 0 } = known
  if (also !== undefined && !text.includes(also)) return
  const pattern = patternOf(known)
  pattern.lastIndex = 0
  for (;;) {
    const match = pattern.exec(text)
    if (!match) return
    const [from, end] = match.indices!.groups?.['secret'] ?? match.indices![0]!
    if (match[0] === '') pattern.lastIndex++
    if (from === end) continue
    const start = from - before
    const secret = text.slice(start, end)
    if (accept && !accept(secret, match.groups?.['name'] ?? '')) continue
    if (rank >= 0 && rank < TOKENS.length && isWithinBase64(text, start, end)) continue
    found.push({ kind, secret, start, end, rank })
  }
}

/** Leaves no two that overlap: of two that begin together the longer stands, and of two alike the first in rank. */
function withoutOverlaps(candidates: Candidate[]): Match[] {
  candidates.sort((a, b) => a.start - b.start || b.end - a.end || a.rank - b.rank)
  const kept: Match[] = []
  for (const { kind, start, end, secret } of candidates) {
    const last = kept.at(-1)
    if (!last || start >= last.end) kept.push({ kind, start, end, secret })
    else if (end > last.end) {
      last.secret += secret.slice(last.end - end)
      last.end = end
    }
  }
  return kept
}
