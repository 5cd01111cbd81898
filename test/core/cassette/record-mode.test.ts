import { expect, test } from 'vitest'
import {
  chooseRecordMode,
  planRun,
  RECORD_MODES,
  type RecordModeSources,
} from '../../../src/core/cassette/record-mode.ts'

const quiet = { update: false, ci: false }

test('plans a run by mode and by what is on the disk', () => {
  const table = RECORD_MODES.map((mode) => [
    mode,
    planRun(mode, 'nothing'),
    planRun(mode, 'complete'),
    planRun(mode, 'interrupted'),
    planRun(mode, 'cut-off'),
  ])
  expect(table).toEqual([
    ['none', 'refuse-missing', 'replay', 'refuse-interrupted', 'refuse-interrupted'],
    ['once', 'record', 'replay', 'record', 'refuse-interrupted'],
    ['new_episodes', 'record', 'extend', 'extend', 'extend'],
    ['all', 'record', 'record', 'record', 'record'],
  ])
})

test.each<[string, RecordModeSources, string]>([
  ['nothing', quiet, 'once from default'],
  ['the plugin', { ...quiet, plugin: 'all' }, 'all from plugin'],
  ['CI', { ...quiet, ci: true, plugin: 'all' }, 'none from CI'],
  ['-u', { update: true, ci: true, plugin: 'none' }, 'once from vitest -u'],
  ['the variable', { update: true, ci: true, environment: 'all' }, 'all from VITEST_REPLAY'],
  ['an empty variable', { ...quiet, environment: '' }, 'once from default'],
  ['the call', { update: true, ci: true, environment: 'all', call: 'none' }, 'none from call'],
])('the mode comes from %s', (_, sources, expected) => {
  const { mode, origin, update } = chooseRecordMode(sources)
  expect(`${mode} from ${origin}`).toBe(expected)
  expect(update).toBe(origin === 'vitest -u')
})

test('refuses what is no mode, and names who said it', () => {
  expect(() => chooseRecordMode({ ...quiet, environment: 'allways' })).toThrow(
    'Failed to read the environment variable VITEST_REPLAY: "allways" is not a record mode. Use one of none, once, new_episodes, all',
  )
})
