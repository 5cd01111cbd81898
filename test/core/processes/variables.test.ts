import { expect, test } from 'vitest'
import {
  holdsVariables,
  isChosenVariable,
  withComparedVariables,
} from '../../../src/core/processes/variables.ts'

const inputs = { command: ['node'], env: { REGION: 'eu', TRACE: 'a' } }

test('variables of a machine, a person, a terminal or a build are none that an agent chooses', () => {
  const names = ['PATH', 'HOME', 'TERM', 'FORCE_COLOR', 'LC_ALL', 'npm_config_cache', 'CI']
  expect(names.filter(isChosenVariable)).toEqual([])
  const chosen = ['REGION', 'NODE_ENV', 'OPENAI_BASE_URL', 'DRY_RUN', 'CITY']
  expect(chosen.filter(isChosenVariable)).toEqual(chosen)
})

test('those that vary by themselves are left out, and all of them while that is found out', () => {
  expect(withComparedVariables(inputs, { varying: new Set(['$TRACE']) })).toEqual({
    command: ['node'],
    env: { REGION: 'eu' },
  })
  const all = { varying: new Set(['$TRACE', '$REGION']) }
  expect(withComparedVariables(inputs, all)).toEqual({ command: ['node'] })
  expect(withComparedVariables(inputs, 'none')).toEqual({ command: ['node'] })
  expect(withComparedVariables({ command: ['node'] }, all)).toEqual({ command: ['node'] })
})

test('a recording from before holds names alone', () => {
  const action = (json: typeof inputs | { command: string[] }, env?: string[]) => ({
    inputs: { json },
    process: { stdio: [], ...(env && { env }) },
  })
  expect(holdsVariables([action(inputs, ['REGION', 'TRACE'])])).toBe(true)
  expect(holdsVariables([action({ command: ['node'] })])).toBe(true)
  expect(holdsVariables([action({ command: ['node'] }, ['REGION'])])).toBe(false)
})
