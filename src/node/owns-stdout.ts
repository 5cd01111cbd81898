import type { Vitest } from 'vitest/node'

const PARSED_REPORTERS = ['json', 'junit', 'tap', 'tap-flat']

/** Returns `true` where a reporter prints JSON, JUnit or TAP to standard output: it has no output file. */
export function ownsStdout({ config }: Vitest): boolean {
  return config.reporters.some((reporter) => {
    const [name, options] = Array.isArray(reporter) ? reporter : [reporter, {}]
    if (typeof name !== 'string' || !PARSED_REPORTERS.includes(name)) return false
    if ((options as { outputFile?: unknown } | undefined)?.outputFile) return false
    const { outputFile } = config
    return typeof outputFile === 'object'
      ? !(outputFile as Record<string, string | undefined>)[name]
      : !outputFile
  })
}
