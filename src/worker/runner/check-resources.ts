import { nearestName } from '../../core/options/nearest-name.ts'

/** A schema of any library that follows Standard Schema. */
interface StandardSchema {
  '~standard': {
    validate(value: unknown): { issues?: ReadonlyArray<{ message: string }> | undefined } | object
  }
}

/** The type of a resource: the name of a type, a class, or a schema (zod, valibot, arktype). */
export type ResourceType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'object'
  | 'array'
  | 'function'
  | StandardSchema
  // oxlint-disable-next-line typescript/no-explicit-any
  | (abstract new (...args: any[]) => object)

type Resources = Readonly<Record<string, unknown>>

/** Lists what is wrong with the resources of a run: missing, misnamed, of another type. */
export function findResourceProblems(
  requires: Readonly<Record<string, ResourceType>>,
  given: Resources,
): string[] {
  const names = Object.keys(requires)
  const surplus = Object.keys(given).filter((name) => !Object.hasOwn(requires, name))
  const missing = names.filter((name) => given[name] === undefined)
  const renamed = new Map<string, string>()
  for (const name of missing) {
    const near = nearestName(name, surplus)
    if (near !== undefined) renamed.set(name, near)
  }
  return [
    ...missing.map((name) => {
      const near = renamed.get(name)
      return near === undefined
        ? `"${name}" is missing`
        : `"${name}" is missing, and "${near}" is given, which the agent does not take`
    }),
    ...surplus
      .filter((name) => ![...renamed.values()].includes(name))
      .map((name) => `"${name}" is given, which the agent does not take`),
    ...names.flatMap((name) => {
      const value = given[name]
      const problem = value === undefined ? null : typeProblem(requires[name]!, value)
      return problem === null ? [] : [`"${name}" ${problem}`]
    }),
  ]
}

/** The types of resources, to which those that are given later have to keep. */
export function typesOf(resources: Resources): Record<string, ResourceType> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, value]) => [name, kindOf(value) as ResourceType]),
  )
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function typeProblem(type: ResourceType, value: unknown): string | null {
  if (typeof type === 'string') {
    const kind = kindOf(value)
    return kind === type ? null : `is ${article(kind)}, and has to be ${article(type)}`
  }
  if (typeof type === 'function')
    return value instanceof type ? null : `is ${article(kindOf(value))}, and no ${type.name}`
  const result = type['~standard'].validate(value)
  if (result instanceof Promise) return 'has a schema that is read asynchronously'
  const [issue] = ('issues' in result && result.issues) || []
  return issue ? `is not what its schema wants: ${issue.message}` : null
}

function article(kind: string): string {
  if (kind === 'null' || kind === 'undefined') return kind
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`
}
