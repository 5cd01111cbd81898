import type { StoredRun } from '../../../core/run-events/read-run.ts'
import { createUnpacker } from '../../../core/report/contents/unpack-contents.ts'
import type { Diagnosis, ReleaseDiff } from '../../../core/report/diagnosis-schema.ts'
import { readRunValue } from '../../../core/report/action-codec/read-omitted.ts'
import {
  renderDiagnosis,
  renderReleaseDiff,
  renderWalk,
} from '../../../core/words/diagnosis/render-diagnosis.ts'
import { countPositions } from '../../../core/analysis/match-rate.ts'
import { renderFaultOutcomes } from '../../../core/words/render-fault-outcomes.ts'
import { renderDivergences } from '../../../core/words/render-divergences.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { formatDuration, formatRatio, formatUsd } from '../../../core/words/format-number.ts'
import {
  approvalLines,
  brief,
  connectionLines,
  consoleLines,
  conversationLines,
  errorLines,
  processLines,
  timelineLines,
  toolLines,
} from './run-sections.ts'

interface ShownRun {
  /** Writes out long texts. */
  full: boolean
  /** `undefined` where it was not asked for, `null` where the agent ended without a failure. */
  diagnosis?: Diagnosis | null | undefined
  /** The differences since it passed last. */
  releaseDiff?: ReleaseDiff | null
}

/** Renders an execution for people: what it was, why it failed, and everything it did. */
export function renderStoredRun(stored: StoredRun, options: ShownRun): string {
  const { run, contents, console } = stored
  const { full, diagnosis, releaseDiff = null } = options
  const unpack = createUnpacker(contents)
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
  const lines = [
    ...headLines(stored, full),
    ...section(
      'notes',
      (run.notes ?? []).map(({ text }) => text),
    ),
    ...(diagnosis === undefined
      ? []
      : section(
          'diagnosis',
          diagnosis ? diagnosisLines(diagnosis) : ['the agent ended without a failure'],
        )),
    ...section('last passed', releaseDiff ? renderReleaseDiff(releaseDiff) : []),
    ...section(
      'divergences',
      renderDivergences(run.divergences, { positions: countPositions(run) }),
    ),
    ...section('timeline', timelineLines(run, unpack)),
    ...section('conversation', conversationLines(run, unpack, full)),
    ...section('connections', connectionLines(run, unpack)),
    ...section('tool calls', toolLines(run, unpack, full)),
    ...section('approvals', approvalLines(run, unpack, full)),
    ...section('faults', run.faults ? renderFaultOutcomes(run.faults) : []),
    ...section('processes', processLines(run, unpack, full)),
    ...section('errors', errorLines(run, unpack)),
    ...section('console', consoleLines(console, run)),
  ]
  return `${lines.map((line) => escapeTerminal(line)).join('\n')}\n`
}

function headLines({ run, traceId, environment, labels, contents, end }: StoredRun, full: boolean) {
  const unpack = createUnpacker(contents)
  const input = readRunValue(run.input, run.omitted, 'input', unpack)
  const outcome = run.mode === 'replay' ? run.finalOutput.replayed : run.finalOutput.recorded
  const output = outcome && 'output' in outcome ? outcome.output : undefined
  const facts: Array<[string, string | null]> = [
    ['status', end === null ? `${run.status}: it has no end` : run.status],
    ['error', run.error && brief(run.error, full)],
    ['stopped', run.signals.stop_reason],
    ['run', run.runId],
    ['trace', traceId],
    ['labels', labels.join(', ') || null],
    ['test', `${run.test.file} > ${run.test.fullName}`],
    ['agent', run.agent],
    ['workflow', run.workflow],
    ['tags', run.tags.join(', ') || null],
    ['mode', run.mode],
    ['match rate', run.matchRate === null ? null : formatRatio(run.matchRate)],
    ['started', run.startedAt],
    ['ended', run.endedAt ?? null],
    ['took', tookOf(run)],
    ['scores', run.scores?.map(({ name, value }) => `${name} ${value}`).join(', ') ?? null],
    ['cost', costOf(run)],
    ['release', environment.release],
    ['commit', environment.sha],
    ['CI job', environment.ciJob],
    [
      'ran on',
      `Node ${environment.node}, ${environment.platform}, worker ${environment.worker.id}`,
    ],
    ['cassette', run.cassette],
    ['input', input === undefined ? null : brief(JSON.stringify(input), full)],
    ['output', output === undefined ? null : brief(JSON.stringify(unpack(output)), full)],
  ]
  return [
    run.name,
    ...facts.flatMap(([name, value]) => (value === null ? [] : [`  ${name}: ${value}`])),
  ]
}

/** The time of this execution; of a replay, which waits for nobody, beside that of its recording. */
function tookOf({ mode, durationMs, recordedDurationMs }: StoredRun['run']): string {
  return mode === 'replay' && recordedDurationMs !== null
    ? `${formatDuration(durationMs)}, recorded ${formatDuration(recordedDurationMs)}`
    : formatDuration(recordedDurationMs ?? durationMs)
}

/** @note A recording that failed has no cost beside that of its execution. */
function costOf({ mode, recordedAt, replayCostUsd, originalCostUsd }: StoredRun['run']): string {
  const cost = formatUsd(replayCostUsd)
  return mode !== 'replay' && recordedAt === null
    ? cost
    : `${cost}, recorded for ${formatUsd(originalCostUsd)}`
}

function diagnosisLines(diagnosis: Diagnosis): string[] {
  const hypotheses = diagnosis.hypotheses.map(
    ({ statement, status, evidence, remedy, command }, at) =>
      `${at + 1}. ${statement} (${status}${evidence.length > 0 ? `, actions ${evidence.join(', ')}` : ''}); ${remedy}${command ? `; try: ${command}` : ''}`,
  )
  return [...renderDiagnosis(diagnosis), ...renderWalk(diagnosis), ...hypotheses]
}
