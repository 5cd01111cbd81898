import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { compileCheck } from '../../../src/core/checks/compile-check.ts'
import { PluginOptionsSchema } from '../../../src/core/options/plugin-options.ts'
import * as predicates from '../../../src/core/checks/predicates.ts'
import { RunOptionsSchema } from '../../../src/core/options/run-options.ts'
import { WorkerOptionsSchema } from '../../../src/protocol/options.ts'
import { checkOf } from './check-of.ts'

test('the source is an expression that can be read', () => {
  const Schema = z.strictObject({
    a: z.int().min(1).optional(),
    b: z.union([z.literal(false), z.array(z.string().min(1))]),
    c: z.string().refine(predicates.isNotBlank),
  })
  expect(compileCheck(Schema)).toBe(
    'parts.object({ "a": parts.optional(parts.all(parts.integer, parts.within({ min: 1 }))), "b": parts.either(parts.oneOf(false), parts.list(parts.all(parts.string, parts.minLength(1)))), "c": parts.all(parts.string, predicates.isNotBlank) })',
  )
})

test('a schema that lies within itself is one function that calls itself', () => {
  interface Cause {
    message: string
    cause?: Cause
  }
  const Schema: z.ZodType<Cause> = z.strictObject({
    message: z.string(),
    cause: z.lazy(() => Schema).optional(),
  })
  expect(compileCheck(Schema)).toBe(
    'parts.recursive((outer0) => parts.object({ "message": parts.string, "cause": parts.optional(outer0) }))',
  )
  const check = checkOf(Schema)
  expect(check({ message: 'a', cause: { message: 'b', cause: { message: 'c' } } })).toBe(true)
  expect(check({ message: 'a', cause: { message: 'b', cause: { message: 3 } } })).toBe(false)
})

test.each<[string, z.ZodType, string]>([
  ['a type', z.map(z.string(), z.string()), 'nothing stands for the type "map"'],
  ['a condition', z.string().max(3), 'nothing stands for the condition "max_length"'],
  ['a function of no name', z.string().refine((text) => text !== ''), 'a condition has no name'],
  ['an object that takes any field', z.object({}), 'nothing stands for the type "object"'],
  ['a default', z.string().default('a'), 'nothing stands for the type "default"'],
])('%s that no part stands for stops the build', (_, schema, reason) => {
  expect(() => compileCheck(schema)).toThrow(reason)
})

/** Values that are put in the place of every option, at every depth. */
const VALUES: unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  90,
  101,
  1e300,
  Number.NaN,
  Infinity,
  1n,
  '',
  ' ',
  'a',
  'none',
  'UTC',
  'trim',
  '2026-01-01',
  Symbol.iterator,
  [],
  [undefined],
  // oxlint-disable-next-line no-sparse-arrays
  [,],
  [''],
  ['a'],
  [1],
  [{}],
  [{ path: '$' }],
  [{ path: '$', absolute: 1 }],
  [{ path: '$', relative: 1 }],
  [{ path: '$', unordered: true }],
  [{ pattern: /a/ }],
  [{ finding: 'a', reason: 'b' }],
  {},
  Object.create(null),
  Object.create({ a: [] }),
  { a: undefined },
  { a: [] },
  { a: 'a' },
  { constructor: 1 },
  new (class {})(),
  new Map(),
  new Date(0),
  new Date(Number.NaN),
  /a/,
  () => 1,
]

/** The options of an object schema, as paths, with those of the objects within. */
function pathsOf(schema: z.core.$ZodType): string[][] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional') return pathsOf(def.innerType)
  if (def.type === 'union') return def.options.flatMap(pathsOf)
  if (def.type === 'array') return pathsOf(def.element).map((path) => ['0', ...path])
  if (def.type === 'record') return [['x'], ...pathsOf(def.valueType).map((path) => ['x', ...path])]
  if (def.type !== 'object') return []
  return Object.entries(def.shape).flatMap(([name, field]) => [
    [name],
    ...pathsOf(field).map((path) => [name, ...path]),
  ])
}

function place([step, ...rest]: string[], value: unknown): unknown {
  if (step === undefined) return value
  const inner = place(rest, value)
  return step === '0' ? [inner] : { [step]: inner }
}

const HOST = {
  update: false,
  ci: false,
  root: '/',
  startedIn: '/',
  repository: '/',
  packageRoot: '/',
}

describe.each<[string, z.ZodObject, object]>([
  ['run', RunOptionsSchema, {}],
  ['plugin', PluginOptionsSchema, {}],
  ['worker', WorkerOptionsSchema, HOST],
])('the options of the %s', (_, schema, base) => {
  const check = checkOf(schema)

  test('the compiled check and the schema agree about every value in every place', () => {
    const paths = [...pathsOf(schema), ['unknown'], ['thresholds', 'unknown']]
    expect(paths.length).toBeGreaterThan(20)
    let accepted = 0
    const different: unknown[] = []
    for (const path of paths) {
      for (const value of VALUES) {
        const options = { ...base, ...(place(path, value) as object) }
        const isValid = schema.safeParse(options).success
        if (check(options) !== isValid) different.push({ path, value })
        if (isValid) accepted++
      }
    }
    expect(different).toEqual([])
    expect(accepted).toBeGreaterThan(50)
  })

  test('and about what is no object with options', () => {
    for (const value of VALUES) expect(check(value)).toBe(schema.safeParse(value).success)
  })
})
