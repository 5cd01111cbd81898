import { fieldName, readTyped, sharedPlaces, typedJson } from '../../cassette/typed-json.ts'
import { isJsonObject, jsonEqual, type JsonObject, type JsonValue } from '../../json.ts'
import {
  formatPath,
  matchesPath,
  parsePathPattern,
  type PathPattern,
  type PathSegment,
} from '../../json-pattern.ts'
import { comparePaths, type PathDifference } from './json-paths.ts'
import { pairElements } from './pair-elements.ts'
import type { ToleranceRule } from '../../options/compare-schema.ts'

/** A place with a difference that a rule tolerates. */
export interface ToleratedPlace {
  path: string
  recorded: JsonValue
  replayed: JsonValue
}

interface Value {
  json: JsonValue
  meta?: JsonValue
}

type Path = readonly PathSegment[]

/**
 * Compares two outputs by rules: tolerated differences are listed apart from the others.
 *
 * @example
 * const rules = [{ path: '$.total', absolute: 0.01 }]
 * compareWithTolerance({ json: { total: 1 } }, { json: { total: 1.005 } }, { rules })
 * // { differences: [], tolerated: [{ path: '$.total', recorded: 1, replayed: 1.005 }] }
 */
export function compareWithTolerance(
  recorded: Value,
  replayed: Value,
  options: { rules: readonly ToleranceRule[]; root?: string },
): { differences: PathDifference[]; tolerated: ToleratedPlace[] } {
  const { rules, root = '$' } = options
  const [before, now] = [typedJson(recorded), typedJson(replayed)]
  const tolerance = new Tolerance(rules)
  const accepted = tolerance.apply(before, now, [])
  return {
    differences: [
      ...comparePaths(before, accepted, root),
      ...comparePaths(sharedPlaces(recorded), sharedPlaces(replayed), `${root}<shared>`),
    ],
    tolerated: tolerance.tolerated,
  }
}

/** Substitutes the recorded value where a rule tolerates the replayed one. */
class Tolerance {
  readonly tolerated: ToleratedPlace[] = []
  readonly #rules: Array<{ pattern: PathPattern; rule: ToleranceRule }>

  constructor(rules: readonly ToleranceRule[]) {
    this.#rules = rules.map((rule) => ({ pattern: parsePathPattern(rule.path)!, rule }))
  }

  apply(recorded: JsonValue, replayed: JsonValue, path: Path): JsonValue {
    if (jsonEqual(recorded, replayed)) return replayed
    const [typed, other] = [readTyped(recorded), readTyped(replayed)]
    const bare = typed === undefined && other === undefined
    if (!bare && typed?.type !== other?.type) return replayed
    if (this.#allows(recorded, replayed, path)) {
      this.tolerated.push({ path: formatPath(path), recorded, replayed })
      return recorded
    }
    if (!bare) {
      if (typed!.type !== 'set' && typed!.type !== 'map') return replayed
      return { [`<${typed!.type}>`]: this.apply(typed!.value, other!.value, path) }
    }
    if (Array.isArray(recorded) && Array.isArray(replayed))
      return this.#applyToArrays(recorded, replayed, path)
    if (isJsonObject(recorded) && isJsonObject(replayed))
      return this.#applyToObjects(recorded, replayed, path)
    return replayed
  }

  #applyToObjects(recorded: JsonObject, replayed: JsonObject, path: Path): JsonValue {
    return Object.fromEntries(
      Object.entries(replayed).map(([key, value]) => [
        key,
        Object.hasOwn(recorded, key)
          ? this.apply(recorded[key]!, value, [...path, fieldName(key)])
          : value,
      ]),
    )
  }

  #applyToArrays(recorded: JsonValue[], replayed: JsonValue[], path: Path): JsonValue {
    const apply = (value: JsonValue, at: number) =>
      at < recorded.length ? this.apply(recorded[at]!, value, [...path, at]) : value
    if (!this.#find(path, 'unordered')) return replayed.map(apply)
    const pairs = pairElements(recorded, replayed, this.#equals(path))
    const arranged = pairs.map((from) => (from === null ? undefined : replayed[from]))
    if (pairs.some((from, at) => from !== null && from !== at))
      this.tolerated.push({ path: formatPath(path), recorded, replayed })
    return arranged
      .map((value, at) => (value === undefined ? undefined : apply(value, at)))
      .filter((value) => value !== undefined)
  }

  /**
   * Compares two elements of an array by the rules for their inner places; `undefined` where there
   * are none.
   */
  #equals(path: Path): ((a: JsonValue, b: JsonValue) => boolean) | undefined {
    const inner = this.#rules.filter(({ pattern }) => pattern.length > path.length)
    if (inner.length === 0) return undefined
    const dry = new Tolerance(inner.map(({ rule }) => rule))
    // Elements may have changed their places, so a rule for one index does not apply.
    return (a, b) => jsonEqual(a, dry.apply(a, b, [...path, -1]))
  }

  #find<Kind extends 'absolute' | 'relative' | 'unordered' | 'withinMs'>(
    path: Path,
    kind: Kind,
  ): Extract<ToleranceRule, Record<Kind, unknown>>[Kind] | undefined {
    const found = this.#rules.find(
      ({ pattern, rule }) => kind in rule && matchesPath(pattern, path),
    )
    return (found?.rule as Record<Kind, never> | undefined)?.[kind]
  }

  #allows(recorded: JsonValue, replayed: JsonValue, path: Path): boolean {
    const rules = this.#rules.filter(({ pattern }) => matchesPath(pattern, path))
    return rules.some(({ rule }) => {
      if ('withinMs' in rule) {
        const [before, now] = [timeOf(recorded), timeOf(replayed)]
        return Math.abs(before - now) <= rule.withinMs
      }
      const [before, now] = [numberOf(recorded), numberOf(replayed)]
      const slack = Number.EPSILON * Math.max(Math.abs(before), Math.abs(now))
      if ('absolute' in rule) return Math.abs(before - now) <= rule.absolute + slack
      return 'relative' in rule
        ? Math.abs(before - now) <= Math.abs(before) * rule.relative + slack
        : false
    })
  }
}

/** A number or a bigint; `NaN`, which is within no tolerance, for all else. */
function numberOf(value: JsonValue): number {
  if (typeof value === 'number') return value
  const typed = readTyped(value)
  return typed?.type === 'bigint' ? Number(typed.value) : NaN
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

/** A date, or a text in ISO 8601; `NaN` for all else. */
function timeOf(value: JsonValue): number {
  const typed = readTyped(value)
  const text = typed?.type === 'Date' ? typed.value : value
  return typeof text === 'string' && ISO_DATE.test(text) ? Date.parse(text) : NaN
}
