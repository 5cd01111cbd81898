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
  return compile(schema, [])
}

/** A schema that is being compiled: what lies within it may be of the same schema. */
interface Outer {
  schema: z.core.$ZodType
  name: string
  isRepeated: boolean
}

function compile(schema: z.core.$ZodType, around: readonly Outer[]): string {
  const { def } = (schema as Schema)._zod
  if (def.type === 'lazy') {
    const inner = def.getter()
    const same = around.find((outer) => outer.schema === inner)
    if (!same) return compile(inner, around)
    same.isRepeated = true
    return same.name
  }
  const own: Outer = { schema, name: `outer${around.length}`, isRepeated: false }
  const type = compileType(schema as Schema, [...around, own])
  const conditions = (def.checks ?? []).map((check) => compileCondition(check as Condition))
  const check = conditions.length === 0 ? type : call('all', type, ...conditions)
  return own.isRepeated ? call('recursive', `(${own.name}) => ${check}`) : check
}

function compileType({ _zod: { def } }: Schema, around: readonly Outer[]): string {
  const within = (schema: z.core.$ZodType) => compile(schema, around)
  if (def.type === 'string') return 'parts.string'
  if (def.type === 'boolean') return 'parts.boolean'
  if (def.type === 'unknown') return 'parts.anything'
  if (def.type === 'number')
    return (def as { format?: string }).format === 'safeint' ? 'parts.integer' : 'parts.number'
  if (def.type === 'enum') return call('oneOf', ...Object.values(def.entries).map(literal))
  if (def.type === 'literal') return call('oneOf', ...def.values.map(literal))
  if (def.type === 'optional') return call('optional', within(def.innerType))
  if (def.type === 'nullable') return call('nullable', within(def.innerType))
  if (def.type === 'array') return call('list', within(def.element))
  if (def.type === 'tuple' && !def.rest) return call('tuple', ...def.items.map(within))
  if (def.type === 'union') return call('either', ...def.options.map(within))
  if (def.type === 'custom') return nameOf(def.fn)
  if (def.type === 'record' && within(def.keyType) === 'parts.string')
    return call('record', within(def.valueType))
  if (def.type === 'object' && def.catchall?._zod.def.type === 'never') {
    const fields = Object.entries(def.shape).map(
      ([name, field]) => `${literal(name)}: ${within(field)}`,
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
  if (def.check === 'number_format' && def.format === 'safeint') return 'parts.integer'
  if (def.check === 'string_format' && def.format === 'regex')
    return call('matching', String((def as { pattern?: RegExp }).pattern))
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
