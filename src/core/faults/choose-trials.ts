import { plural } from '../words/plural.ts'
import type { Cassette, RecordedAction } from '../cassette/schema.ts'
import { ReplayError } from '../errors.ts'
import { compilePattern } from '../policy/policy.ts'
import { FAULT_KINDS } from './fault-kinds.ts'
import type { Fault, FaultOptions, FaultsOptions } from './fault.ts'
import { injectFault, type FaultyRecording } from './inject-fault.ts'

const MAX = 300

/** One fault at one recorded action. */
export interface Trial extends FaultyRecording {
  fault: FaultOptions
  target: RecordedAction
}

/**
 * Chooses the faults to be tried, one at a time.
 *
 * @param served The indices of the actions that a replay answers from the recording: those that run are no answers.
 * @throws ReplayError `FAULTS_INVALID` where nothing, or too much, would be tried.
 */
export function chooseTrials(
  cassette: Cassette,
  served: ReadonlySet<number>,
  { at = '*', faults, max = MAX }: FaultsOptions,
): Trial[] {
  const matches = compilePattern(at)
  const named = cassette.actions.filter(({ type, name }) =>
    [name, type, `${type} ${name}`].some((each) => matches(each)),
  )
  if (named.length === 0) {
    const names = [...new Set(cassette.actions.map(({ name }) => name))].join(', ')
    throw invalid(`no recorded action is called "${at}"`, `Its actions: ${names}`)
  }
  const targets = named.filter(({ index }) => served.has(index))
  if (targets.length === 0)
    throw invalid(
      `"${at}" is answered by no recording: it runs in every replay, or within a tool whose output is served`,
      'Name what is served',
    )
  const trials = targets.flatMap((target) =>
    (faults ?? FAULT_KINDS).map(optionsOf).flatMap((fault): Trial[] => {
      // Of a tool only its user knows that it may not be called twice.
      if (!faults && fault.kind === 'duplicate_delivery' && target.type === 'tool') return []
      const faulty = injectFault(cassette, target, fault)
      return faulty ? [{ fault, target, ...faulty }] : []
    }),
  )
  if (trials.length === 0)
    throw invalid(
      `none of the faults fits "${at}"`,
      'A stream can be cut where the answer was a stream, a tool can throw where it is served, arguments can be malformed where the model called a tool',
    )
  if (trials.length > max)
    throw invalid(
      `${plural(targets.length, 'action')} with the faults that fit them are ${plural(trials.length, 'run')}, and at most ${max} are made`,
      'Choose fewer actions with "at", fewer faults, or raise "max"',
    )
  return trials
}

function optionsOf(fault: Fault): FaultOptions {
  const options = typeof fault === 'string' ? { kind: fault } : fault
  const { kind, times = 1, after = 0, seconds = 0 } = options
  if (!FAULT_KINDS.includes(kind))
    throw invalid(`there is no fault "${String(kind)}"`, `Use one of: ${FAULT_KINDS.join(', ')}`)
  if (!Number.isInteger(times) || times < 1 || times > 100)
    throw invalid(`"times" of "${kind}" is ${String(times)}`, 'Use a whole number from 1 to 100')
  if (!Number.isInteger(after) || after < 0)
    throw invalid(`"after" of "${kind}" is ${String(after)}`, 'Use a number of events')
  if (!Number.isFinite(seconds) || seconds < 0)
    throw invalid(`"seconds" of "${kind}" is ${String(seconds)}`, 'Use a number of seconds')
  return options
}

function invalid(reason: string, remedy: string): ReplayError {
  return new ReplayError('FAULTS_INVALID', {
    attempted: 'Failed to try faults',
    reason,
    remedy,
  })
}
