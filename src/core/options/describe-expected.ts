import { globalRegistry, type z } from 'zod'

type Schema = z.core.$ZodTypes

/** Describes what a schema takes, in a few words: "a number from 0 to 1". */
export function describeExpected(schema: z.core.$ZodType): string {
  const expected = globalRegistry.get(schema)?.['expected']
  if (typeof expected === 'string') return expected
  const { def } = (schema as Schema)._zod
  switch (def.type) {
    case 'optional':
    case 'default':
      return describeExpected(def.innerType)
    case 'string':
      return (def.checks ?? []).length > 0 ? 'a string that is not empty' : 'a string'
    case 'number':
      return describeNumber(def)
    case 'boolean':
      return 'true or false'
    case 'enum':
      return oneOf(Object.values(def.entries))
    case 'literal':
      return oneOf(def.values)
    case 'array':
      return `an array of ${plural(describeExpected(def.element))}`
    case 'object':
      return `an object with ${Object.keys(def.shape).join(', ')}`
    case 'union':
      return [...new Set(def.options.map(describeExpected))].join(', or ')
    default:
      return 'an object'
  }
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => JSON.stringify(value))
  return shown.length === 1 ? shown[0]! : `one of ${shown.join(', ')}`
}

/** Puts a description into the plural: "strings", "objects with path". */
function plural(expected: string): string {
  const [, noun, more] = /^an? (string|object)( that is not empty| with .*)?$/.exec(expected) ?? []
  if (noun === undefined) return `values that are each ${expected}`
  return `${noun}s${(more ?? '').replace('that is', 'that are')}`
}

function describeNumber(def: z.core.$ZodNumberDef): string {
  const formats = [def, ...(def.checks ?? []).map((check) => check._zod.def)]
  const isWhole = formats.some((one) => (one as { format?: string }).format === 'safeint')
  const noun = isWhole ? 'a whole number' : 'a number'
  const limits = new Map(
    (def.checks ?? []).map((check) => {
      const { check: kind, value, inclusive } = check._zod.def as unknown as Limit
      return [`${kind}${inclusive ? '' : '_only'}`, value]
    }),
  )
  const min = limits.get('greater_than')
  const max = limits.get('less_than')
  const above = limits.get('greater_than_only')
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`
  if (min !== undefined) return `${noun}, ${min} or more`
  return above === undefined ? noun : `${noun} above ${above}`
}

interface Limit {
  check: string
  value: number
  inclusive: boolean
}
