import type { FaultOutcome, FaultVerdict } from '../faults/fault.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { plural } from './plural.ts'

/** Verdicts of agents that bore the fault, or of which that is not known. */
export const ACCEPTED: readonly FaultVerdict[] = [
  'recovered',
  'recovered_otherwise',
  'failed_cleanly',
  'left_recording',
]

/** Outcomes beside the verdicts that are accepted. */
export interface JudgedOutcomes {
  pass: boolean
  message: string
}

/** Judges outcomes of faults: each has an accepted verdict, and at least one could be judged at all. */
export function judgeOutcomes(
  outcomes: readonly FaultOutcome[],
  accept: readonly FaultVerdict[] = ACCEPTED,
): JudgedOutcomes {
  const refused = outcomes.filter(({ verdict }) => !accept.includes(verdict))
  const isJudged = outcomes.some(({ verdict }) => verdict !== 'left_recording')
  const table = renderFaultOutcomes(outcomes, accept)
  const count = plural(outcomes.length, 'fault')
  if (refused.length > 0) {
    const remedies = [...new Set(refused.map(({ verdict }) => REMEDIES[verdict]))]
    const text = `the agent does not recover from ${refused.length} of ${count}`
    return { pass: false, message: [text, '', ...table, '', ...remedies].join('\n') }
  }
  if (!isJudged && accept === ACCEPTED)
    return {
      pass: false,
      message: [`none of ${count} could be judged`, '', ...table, '', UNJUDGED].join('\n'),
    }
  return { pass: true, message: [`the agent recovers from ${count}`, '', ...table].join('\n') }
}

const UNJUDGED =
  'left_recording: after the fault the agent makes a call that was not recorded. Record a run in which that happens, choose other faults, or accept it: toRecover({ accept: ["left_recording"] })'

const REMEDIES: Record<FaultVerdict, string> = {
  recovered: 'recovered: it came to the recorded end.',
  recovered_otherwise: 'recovered_otherwise: it asked again, and came to another end.',
  failed_cleanly: 'failed_cleanly: it threw the error, or returned a value that says so.',
  crashed:
    'crashed: its error says nothing of the fault. Look at the status, the stop reason and the form of an answer before it is used.',
  swallowed:
    'swallowed: it returned as if nothing had happened. Pass the error on, or say in the output that it failed.',
  done_twice:
    'done_twice: the call had been carried out, and it made it again. Send an idempotency key with it, or look whether it was done.',
  ran_away: 'ran_away: it does not stop. Limit how often it tries again.',
  left_recording: UNJUDGED,
}

/** Renders outcomes as a table: the ones that are not accepted first. */
export function renderFaultOutcomes(
  outcomes: readonly FaultOutcome[],
  accept: readonly FaultVerdict[] = ACCEPTED,
): string[] {
  const isRefused = ({ verdict }: FaultOutcome) => !accept.includes(verdict)
  const sorted = [...outcomes.filter(isRefused), ...outcomes.filter((each) => !isRefused(each))]
  const rows = [
    ['', 'fault', 'at', 'verdict', 'asked', 'end'],
    ...sorted.map((outcome) => [
      isRefused(outcome) ? '✗' : outcome.verdict === 'left_recording' ? '?' : '✓',
      faultOf(outcome),
      [outcome, ...(outcome.with ?? [])]
        .map(({ index, action }) => `#${index} ${escapeTerminal(action)}`)
        .join(', '),
      outcome.verdict,
      String(outcome.asked),
      escapeTerminal(outcome.end.replaceAll('\n', ' ')),
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** Names the faults of an outcome. */
export function faultOf({ fault, times, with: others = [] }: FaultOutcome): string {
  const own = times > 1 ? `${fault} x${times}` : fault
  return [own, ...others.map((other) => other.fault)].join(' + ')
}
