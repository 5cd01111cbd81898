import { globalRegistry, type z } from 'zod'

/** The texts of the fields of one object: what each means, and what applies where it is left out. */
export type FieldTexts = Record<string, { description?: string; default?: string }>

/** Lists the texts of every object within a schema of options, the outermost first. */
export function optionTexts(schema: z.core.$ZodType): FieldTexts[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional' || def.type === 'default') return optionTexts(def.innerType)
  if (def.type === 'union') return def.options.flatMap(optionTexts)
  if (def.type === 'array') return optionTexts(def.element)
  if (def.type === 'record') return optionTexts(def.valueType)
  if (def.type !== 'object') return []
  const fields = Object.entries(def.shape)
  return [
    Object.fromEntries(fields.map(([name, field]) => [name, textOf(field)])),
    ...fields.flatMap(([, field]) => optionTexts(field)),
  ]
}

function textOf(schema: z.core.$ZodType): FieldTexts[string] {
  const { description, default: value } = globalRegistry.get(schema) ?? {}
  return {
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof value === 'string' ? { default: value } : {}),
  }
}
