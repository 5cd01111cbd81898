import type { Vitest } from 'vitest/node'

/** Returns `true` for a shard whose results are merged with others later. */
export function isPart({ config }: Vitest): boolean {
  const names = config.reporters.map((reporter) =>
    Array.isArray(reporter) ? reporter[0] : reporter,
  )
  return config.shard !== undefined && names.includes('blob')
}

/**
 * Returns `true` if the whole suite ran: a rule is not unused because the tests that use it were
 * left out.
 */
export function ranAll(vitest: Vitest): boolean {
  const { testNamePattern, shard } = vitest.config
  const { filenamePattern } = vitest as { filenamePattern?: string[] }
  return !testNamePattern && !shard && (filenamePattern ?? []).length === 0
}

/**
 * Returns `true` for a run of all tests: no benchmarks, and not only some projects or changed
 * files.
 */
export function isTestRun({ mode, config }: Vitest): boolean {
  const { project = [], changed, related, typecheck } = config as Partial<Vitest['config']>
  return mode === 'test' && project.length === 0 && !changed && !related && !typecheck?.only
}
