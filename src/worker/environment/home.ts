import { isMainThread } from 'node:worker_threads'
import type { CassetteHeader } from '../../core/cassette/schema.ts'
import { hasHomeVariables } from '../../protocol/home-variables.ts'
import type { Home } from '../context/scope.ts'
import { sharedState } from '../context/test-context.ts'

/**
 * The zone and the locale of this process.
 *
 * @note The first use of `Intl` costs a process 15 ms: where the same variables chose those of the main process, they are the same.
 */
export function presentHome(): Required<Home> {
  const main = sharedState.file?.options.home
  if (main && isMainThread && hasHomeVariables(main.variables, process.env))
    return { timezone: main.timezone, locale: main.locale }
  const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions()
  return { timezone: timeZone, locale }
}

/**
 * The zone and the locale of a recording, where this process has others.
 *
 * @note A worker thread cannot change the zone: there, local time is that of the machine.
 */
export function homeOf({ environment }: CassetteHeader): Home | undefined {
  const present = presentHome()
  const { timezone, locale } = environment
  const home: Home = {
    ...(isMainThread && timezone !== undefined && timezone !== present.timezone && { timezone }),
    ...(locale !== undefined && locale !== present.locale && { locale }),
  }
  return Object.keys(home).length > 0 ? home : undefined
}
