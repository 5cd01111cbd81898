import os from 'node:os'
import { sharedState } from '../../context/test-context.ts'
import type { Machine } from '../../context/scope.ts'

/** A switch, an address and a path are settings, whatever they are called. */
const SETTING = /^[01]$|:\/\/|[\\/]/
const HOST = /^(?:HOSTNAME|COMPUTERNAME)$/
const USER = /^(?:USER|LOGNAME)$/
const FOLDER = /^(?:TMPDIR|TEMP|TMP)$/

const host = os.hostname()
const folder = os.tmpdir()

/**
 * Returns a function for the value of an environment variable on another machine or in another
 * build; `null` where the variable is a setting, or was set by the test or the configuration of
 * Vitest.
 */
export function otherVariable(name: string, value: string): ((machine: Machine) => string) | null {
  const { variables = {} } = sharedState.file!.options
  if (!Object.hasOwn(variables, name) || variables[name] !== value) return null
  if (HOST.test(name)) return value === host ? (machine) => machine.name('host') : null
  if (USER.test(name)) return (machine) => machine.name('user')
  if (FOLDER.test(name)) return isTemporary(value) ? (machine) => machine.temporaryFolder() : null
  return SETTING.test(value) || !/\d/.test(value) ? null : (machine) => machine.text(value)
}

function isTemporary(value: string): boolean {
  return value.replace(/(?<=.)[\\/]+$/, '') === folder
}
