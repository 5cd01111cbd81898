import { contextScope, type Machine } from '../../context/scope.ts'
import type { Reader } from '../read-ledger.ts'

/** The machine that a read sees; `undefined` where it sees the real one. */
export function otherMachineAt(how: string, below: Reader): Machine | undefined {
  const { machine, environment } = contextScope() ?? {}
  return machine && environment?.machine.place('environment', how, below) ? machine : undefined
}
