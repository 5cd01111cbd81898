import { isMainThread } from 'node:worker_threads'
import type { CassetteHeader } from '../../core/cassette/schema.ts'
import type { Home } from '../context/scope.ts'

/** The zone and the locale of this process. */
export function presentHome(): Required<Home> {
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
