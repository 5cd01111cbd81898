import { METRICS } from '../../comparison/numbers/metrics.ts'
import type { GateFinding, GateNote, RowReference } from '../../report/comparison-codes.ts'
import type { GateFacts, GateRuleFacts } from '../../report/comparison-facts.ts'
import type { Comparison, Gate } from '../../report/comparison-schema.ts'
import { formatMetric } from '../format-metric.ts'
import { plural } from '../plural.ts'
import { LEFT_OUT } from './describe-reason.ts'
import { describeChange, findRow } from './find-row.ts'

/** Describes what the rules of a gate came to. */
export function describeGate({ passed, rules }: GateFacts, comparison: Comparison): Gate {
  const reasons = new Map(comparison.runs.map(({ id, reasons: own }) => [id, own]))
  return { passed, rules: rules.map((rule) => describeRule(rule, comparison, reasons)) }
}

type Reasons = ReadonlyMap<string, readonly string[]>

function describeRule(
  { rule, result, failures, notes }: GateRuleFacts,
  comparison: Comparison,
  reasons: Reasons,
): Gate['rules'][number] {
  const texts = new Set(notes.map((note) => describeNote(note, comparison)))
  return {
    rule,
    result,
    failures: failures.map(({ run, finding }) => ({
      run,
      what: describeFinding(finding, comparison, (run === null ? null : reasons.get(run)) ?? []),
      finding,
    })),
    note: [...texts].join('; ') || null,
    notes,
  }
}

const UNREPLAYED = {
  same_recording: 'the same recording on both sides, and nothing was replayed',
  no_recording: 'no recording on one side, and nothing was replayed',
  left_out: LEFT_OUT,
}

function describeFinding(
  finding: GateFinding,
  comparison: Comparison,
  reasons: readonly string[],
): string {
  switch (finding.code) {
    case 'no_runs':
      return 'the head has no runs'
    case 'verdict':
      return [finding.verdict, ...reasons].join(': ')
    case 'row_verdict': {
      const row = findRow(comparison, finding.row)
      return row
        ? `${scopeOf(finding.row)}${describeChange(row)}, ${row.note ?? row.verdict}`
        : finding.row.metric
    }
    case 'row_change': {
      const row = findRow(comparison, finding.row)
      return `${scopeOf(finding.row)}${row ? describeChange(row) : finding.row.metric}`
    }
    case 'row_value': {
      const row = findRow(comparison, finding.row)
      return `${scopeOf(finding.row)}${row ? formatMetric(row.head, row.unit) : finding.row.metric}`
    }
    case 'value':
      return formatMetric(finding.value, METRICS[finding.metric].unit)
    case 'unreplayed':
      return UNREPLAYED[finding.reason]
    case 'unreplayed_runs':
      return `${plural(finding.runs, 'run was', 'runs were')} not replayed`
    case 'not_known':
      return 'not known'
    case 'not_known_of_head':
      return 'not known of the head'
  }
}

function scopeOf({ table }: RowReference): string {
  return table === 'critical' ? 'critical runs: ' : ''
}

function describeNote(note: GateNote, comparison: Comparison): string {
  switch (note.code) {
    case 'missing_fails':
      return 'missing is not passing'
    case 'unreplayed':
      return `${plural(note.runs, 'run')} not replayed: nothing is known of them`
    case 'not_known':
      return `not known of ${plural(note.runs, 'run')}: missing is not passing`
    case 'not_recorded_anew':
      return `${plural(note.runs, 'run')} not recorded anew`
    case 'recorded_anew':
      return `${plural(note.runs, 'run')} recorded anew, not replayed`
    case 'row':
      return findRow(comparison, note.row)?.note ?? ''
    case 'nothing_recorded_anew':
      return 'nothing was recorded anew, and replays do not measure it'
    case 'nothing_recorded_anew_on_both':
      return 'nothing was recorded anew on both sides'
    case 'nothing_replayed':
      return 'nothing was replayed on the head: missing is not passing'
    case 'no_run_of_head_has_it':
      return 'no run of the head has it'
    case 'not_known_of_base':
      return 'not known of the base'
    case 'no_run_of_head_shows_it':
      return 'no run of the head shows it: missing is not passing'
    case 'no_run_shows_it':
      return 'no run shows it: missing is not passing'
  }
}
