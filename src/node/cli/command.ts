import { parseArgs, type ParseArgsConfig } from 'node:util'
import { globalRegistry, type z } from 'zod'
import { describeExpected } from '../../core/options/describe-expected.ts'
import { nearestName } from '../../core/options/nearest-name.ts'
import { schemasAt } from '../../core/options/schema-paths.ts'

/** A command of the CLI. */
export interface Command {
  summary: string
  help: string
  /** The flags of the command, or those of each of its actions. */
  flags: readonly z.ZodObject[]
  /** Returns the exit code. */
  run(args: string[]): number | Promise<number>
}

/** Wrong usage of a command, whose help is printed with it. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/**
 * Parses the arguments of a command by the schema of its flags: a boolean is a flag without a value, an array one that may
 * be repeated.
 *
 * @throws UsageError where a flag does not exist, or its value is not what the schema takes.
 */
export function readArguments<Flags extends z.ZodObject>(
  args: string[],
  flags: Flags,
): { values: z.output<Flags>; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries(flags.shape).map(([name, schema]) => [name, parserOf(schema as z.ZodType)]),
  )
  refuseUnknown(args, options)
  const { values, positionals } = parse(args, options)
  const result = flags.safeParse(values)
  if (result.success) return { values: result.data, positionals }
  throw new UsageError(explain(flags, values, result.error.issues[0]!))
}

type ParserOptions = NonNullable<ParseArgsConfig['options']>

function parse(args: string[], options: ParserOptions) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function refuseUnknown(args: string[], options: ParserOptions): void {
  const { tokens } = parseArgs({
    args,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue
    const known = Object.keys(options)
    const near = nearestName(token.name, known)
    const hint =
      near === undefined
        ? `it takes ${known.map((name) => `--${name}`).join(', ') || 'none'}`
        : `did you mean --${near}?`
    throw new UsageError(`there is no option ${token.rawName}; ${hint}`)
  }
}

function parserOf(schema: z.ZodType): ParserOptions[string] {
  const [inner] = schemasAt(schema, []) as [z.core.$ZodTypes]
  const short = globalRegistry.get(schema)?.['short']
  return {
    type: inner._zod.def.type === 'boolean' ? 'boolean' : 'string',
    ...(inner._zod.def.type === 'array' ? { multiple: true } : {}),
    ...(typeof short === 'string' ? { short } : {}),
  }
}

function explain(flags: z.ZodObject, values: object, { path }: z.core.$ZodIssue): string {
  const name = String(path[0])
  const [schema] = schemasAt(flags, path) as [z.core.$ZodTypes]
  const { def } = schema._zod
  const words = def.type === 'enum' ? Object.values(def.entries).map(String) : []
  const expected = words.length > 0 ? `one of ${words.join(', ')}` : describeExpected(schema)
  const value = path.reduce<unknown>(
    (inner, step) => (inner as Record<PropertyKey, unknown>)[step],
    values,
  )
  if (value === undefined) return `--${name} is missing: it takes ${expected}`
  const near = nearestName(String(value), words)
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  return `--${name} takes ${expected}, not ${JSON.stringify(value)}${hint}`
}
