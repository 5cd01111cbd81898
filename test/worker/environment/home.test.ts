import { afterEach, expect, test, vi } from 'vitest'
import { homeVariables } from '../../../src/protocol/home-variables.ts'
import { presentHome } from '../../../src/worker/environment/home.ts'
import { sharedState } from '../../../src/worker/context/test-context.ts'

const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions()
const before = sharedState.file

afterEach(() => {
  sharedState.file = before
  vi.unstubAllEnvs()
})

function startedWith(variables: Record<string, string>): void {
  const home = { timezone: 'Pacific/Auckland', locale: 'mi-NZ', variables }
  sharedState.file = { options: { home } } as unknown as typeof before
}

test('the zone and the locale are those of the main process, where the same variables chose them', () => {
  startedWith(homeVariables(process.env))
  expect(presentHome()).toEqual({ timezone: 'Pacific/Auckland', locale: 'mi-NZ' })
})

test.each(['TZ', 'LANG', 'LC_ALL'])('a worker with another %s reads its own', (name) => {
  startedWith(homeVariables(process.env))
  vi.stubEnv(name, name === 'TZ' ? timeZone : 'en_US.UTF-8')
  expect(presentHome()).toEqual({ timezone: timeZone, locale })
})

test('without those of the main process it reads its own', () => {
  sharedState.file = undefined
  expect(presentHome()).toEqual({ timezone: timeZone, locale })
})
