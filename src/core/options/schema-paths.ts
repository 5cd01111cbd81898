import type { z } from 'zod'

type Schema = z.core.$ZodTypes

/** Finds the schemas that judge the value at a path; several where a union has several for it. */
export function schemasAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): z.core.$ZodType[] {
  const [step, ...rest] = path
  const { def } = (schema as Schema)._zod
  if (def.type === 'optional' || def.type === 'default') return schemasAt(def.innerType, path)
  if (step === undefined) return [schema]
  if (def.type === 'union') return def.options.flatMap((option) => schemasAt(option, path))
  if (def.type === 'array') return schemasAt(def.element, rest)
  if (def.type === 'record') return schemasAt(def.valueType, rest)
  if (def.type !== 'object') return []
  const field = Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined
  return field ? schemasAt(field, rest) : []
}

/** Lists every option with the objects it stands in: `thresholds`, `thresholds.matchRate`, ... */
export function optionPaths(schema: z.core.$ZodType, above = ''): string[] {
  const { def } = (schema as Schema)._zod
  if (def.type === 'optional' || def.type === 'default') return optionPaths(def.innerType, above)
  if (def.type === 'union') return def.options.flatMap((option) => optionPaths(option, above))
  if (def.type !== 'object') return []
  return Object.entries(def.shape).flatMap(([name, field]) => {
    const path = above === '' ? name : `${above}.${name}`
    return [path, ...optionPaths(field, path)]
  })
}
