import type { z } from 'zod'
import * as predicates from './predicates.ts'

type Schema = z.core.$ZodTypes
type Condition = z.core.$ZodChecks

/**
 * Compiles a schema into the source of its check: an expression of the parts in `check-parts.ts` (as `parts`) and of the
 * conditions in `predicates.ts` (as `predicates`).
 *
 * @example
 * compileCheck(z.strictObject({ a: z.boolean() })) // 'parts.object({ "a": parts.boolean })'
 *
 * @throws Error for a schema that has no part to stand for it.
 */
export function compileCheck(schema: z.core.$ZodType): string {
  const { def } = (schema as Schema)._zod
  const conditions = (def.checks ?? []).map((check) => compileCondition(check as Condition))
  const type = compileType(schema as Schema)
  return conditions.length === 0 ? type : call('all', type, ...conditions)
}

function compileType({ _zod: { def } }: Schema): string {
  if (def.type === 'string') return 'parts.string'
  if (def.type === 'boolean') return 'parts.boolean'
  if (def.type === 'unknown') return 'parts.anything'
  if (def.type === 'number')
    return (def as { format?: string }).format === 'safeint' ? 'parts.integer' : 'parts.number'
  if (def.type === 'enum') return call('oneOf', ...Object.values(def.entries).map(literal))
  if (def.type === 'literal') return call('oneOf', ...def.values.map(literal))
  if (def.type === 'optional') return call('optional', compileCheck(def.innerType))
  if (def.type === 'array') return call('list', compileCheck(def.element))
  if (def.type === 'union') return call('either', ...def.options.map(compileCheck))
  if (def.type === 'custom') return nameOf(def.fn)
  if (def.type === 'record' && compileCheck(def.keyType) === 'parts.string')
    return call('record', compileCheck(def.valueType))
  if (def.type === 'object' && def.catchall?._zod.def.type === 'never') {
    const fields = Object.entries(def.shape).map(
      ([name, field]) => `${literal(name)}: ${compileCheck(field)}`,
    )
    return call('object', `{ ${fields.join(', ')} }`)
  }
  throw new Error(
    `Failed to compile the check of a schema: nothing stands for the type "${def.type}". Add it to compile-check.ts and check-parts.ts.`,
  )
}

function compileCondition({ _zod: { def } }: Condition): string {
  if (def.check === 'greater_than')
    return call('within', `{ ${def.inclusive ? 'min' : 'above'}: ${literal(def.value)} }`)
  if (def.check === 'less_than')
    return call('within', `{ ${def.inclusive ? 'max' : 'below'}: ${literal(def.value)} }`)
  if (def.check === 'min_length') return call('minLength', literal(def.minimum))
  const { fn } = def as { fn?: unknown }
  if (fn) return nameOf(fn)
  throw new Error(
    `Failed to compile the check of a schema: nothing stands for the condition "${def.check}". Add it to compile-check.ts and check-parts.ts.`,
  )
}

function call(part: string, ...args: string[]): string {
  return `parts.${part}(${args.join(', ')})`
}

function literal(value: unknown): string {
  return JSON.stringify(value)
}

function nameOf(condition: unknown): string {
  const found = Object.entries(predicates).find(([, predicate]) => predicate === condition)
  if (found) return `predicates.${found[0]}`
  throw new Error(
    'Failed to compile the check of a schema: a condition has no name. Write it as a function in predicates.ts.',
  )
}
