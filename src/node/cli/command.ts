import { parseArgs, type ParseArgsConfig } from 'node:util'

/** A command of the CLI. */
export interface Command {
  summary: string
  help: string
  /** Returns the exit code. */
  run(args: string[]): number | Promise<number>
}

/** Wrong usage of a command, whose help is printed with it. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Parses a command's arguments. Throws a `UsageError` for one that is not known. */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
): {
  values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>['values']
  positionals: string[]
} {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
