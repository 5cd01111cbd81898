import type { Home } from '../../context/scope.ts'
import type { OtherMachine } from '../other-machine.ts'
import type { RunEnvironment } from '../run-environment.ts'
import { coverEnvironment } from './cover-environment.ts'
import { coverListening } from './cover-listening.ts'
import { coverLocale } from './cover-locale.ts'
import { coverMachine } from './cover-machine.ts'
import { coverReadings } from './cover-readings.ts'
import { endEarlyClock } from './early-clock.ts'
import { coverVariables } from './cover-variables.ts'
import { coverTemporary } from './cover-temporary.ts'
import { coverHomeZone, coverTimeZone } from './cover-time-zone.ts'
import { enterTimeZone } from '../time-zone.ts'

/** The parts of a pass that determine what its agent reads. */
export interface CoveredPass {
  plan: 'record' | 'replay' | 'extend'
  environment?: RunEnvironment
  locale?: string
  home?: Home
  machine?: OtherMachine
  timezone?: string | undefined
  tracedZone?: string
}

/**
 * Covers what an agent reads for the length of a pass, so that reads go to its run; returns a
 * function that ends this.
 */
export function coverPass(pass: CoveredPass): () => void {
  const { environment, home, locale, machine, plan, timezone, tracedZone } = pass
  endEarlyClock()
  const leave: Array<() => void> = [coverVariables(), coverListening()]
  if (environment) leave.push(() => environment.close(), coverEnvironment(), coverTemporary())
  if (environment && plan === 'replay') leave.push(coverReadings())
  if (machine) leave.push(() => machine.close(), coverMachine())
  if (locale !== undefined || home?.locale !== undefined) leave.push(coverLocale())
  if (home?.timezone !== undefined) leave.push(coverHomeZone())
  leave.push(enterTimeZone(timezone))
  if (tracedZone !== undefined) leave.push(coverTimeZone(tracedZone))
  return () => {
    for (const each of leave.toReversed()) each()
  }
}
