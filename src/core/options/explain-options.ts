import type { z } from 'zod'
import { describeExpected } from './describe-expected.ts'
import { nearestName } from './nearest-name.ts'
import { optionPaths, schemasAt } from './schema-paths.ts'

/** An option that is refused, and what to do about it. */
export interface OptionProblem {
  /** Such as `thresholds.matchRate` or `waive[0].reason`; empty for the options as a whole. */
  field: string
  reason: string
  remedy: string
}

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

/** Finds the first option that a schema refuses, and the name or the value that was most likely meant. */
export function explainOptions(schema: z.ZodType, options: unknown): OptionProblem | undefined {
  const result = schema.safeParse(options)
  const issue = result.error?.issues[0]
  return issue && explainIssue(schema, options, issue, [])
}

function explainIssue(
  schema: z.ZodType,
  options: unknown,
  issue: Issue,
  above: Path,
): OptionProblem {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') return explainName(schema, path, issue.keys[0]!)
  if (issue.code === 'invalid_union') {
    const inner = closestBranch(issue.errors)
    if (inner) return explainIssue(schema, options, inner, path)
  }
  return explainValue(schema, path, valueAt(options, path))
}

/** The first issue of the branch that takes values of this type, where one does. */
function closestBranch(branches: readonly Issue[][]): Issue | undefined {
  return branches.find(
    ([first]) => first && (first.code === 'unrecognized_keys' || first.path.length > 0),
  )?.[0]
}

function explainName(schema: z.ZodType, path: Path, key: string): OptionProblem {
  const place = fieldOf(path)
  const siblings = schemasAt(schema, path).flatMap((one) => fieldsOf(one))
  const near = nearestName(key, siblings)
  const elsewhere = near === undefined ? nearestPath(schema, key) : undefined
  const meant = near === undefined ? elsewhere : fieldOf([...path, near])
  return {
    field: fieldOf([...path, key]),
    reason: 'does not exist',
    remedy:
      meant === undefined
        ? `${place === '' ? 'The options are' : `The fields of "${place}" are`} ${[...new Set(siblings)].join(', ')}`
        : `Did you mean "${meant}"?`,
  }
}

/** The option of another place that has this name: `matchRate` is one of `thresholds`. */
function nearestPath(schema: z.ZodType, key: string): string | undefined {
  const paths = optionPaths(schema)
  const leaf = nearestName(
    key,
    paths.map((path) => path.split('.').at(-1)!),
  )
  return paths.find((path) => path.split('.').at(-1) === leaf)
}

function fieldsOf(schema: z.core.$ZodType): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'record') return valuesOf(def.keyType)
  if (def.type === 'union') return def.options.flatMap(fieldsOf)
  return def.type === 'object' ? Object.keys(def.shape) : []
}

function explainValue(schema: z.ZodType, path: Path, value: unknown): OptionProblem {
  const accepted = schemasAt(schema, path)
  const expected = [...new Set(accepted.map(describeExpected))].join(', or ')
  const near =
    typeof value === 'string' ? nearestName(value, accepted.flatMap(valuesOf)) : undefined
  return {
    field: fieldOf(path),
    reason: value === undefined ? 'is missing' : `is ${show(value)}`,
    remedy: near === undefined ? `Use ${expected}` : `Did you mean ${JSON.stringify(near)}?`,
  }
}

function valuesOf(schema: z.core.$ZodType): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  return def.type === 'enum' ? Object.values(def.entries).map(String) : []
}

function fieldOf(path: Path): string {
  return path.reduce<string>((field, step) => {
    if (typeof step === 'number') return `${field}[${step}]`
    return field === '' ? String(step) : `${field}.${String(step)}`
  }, '')
}

function valueAt(options: unknown, path: Path): unknown {
  let value = options
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step]
  return value
}

const LONGEST = 60

function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}...` : value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'function') return 'a function'
  if (value instanceof Date) return 'an invalid date'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
