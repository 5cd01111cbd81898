import { diagnoseRun, type DiagnosisCodes } from '../../analysis/diagnose-run.ts'
import { classifyFailure } from '../../analysis/failure/classify-error.ts'
import { isFailedProcess } from '../../analysis/failure/ended-process.ts'
import type { FailedError } from '../../analysis/failure/failed-error.ts'
import type { Span } from '../../analysis/span.ts'
import { toolCallsOf } from '../../analysis/tool-calls.ts'
import { readError } from '../../report/action-codec/error-facts.ts'
import { readCalling, readSpan } from '../../report/action-codec/read-facts.ts'
import { type Contents } from '../../report/contents/contents.ts'
import { createUnpacker, type Unpack } from '../../report/contents/unpack-contents.ts'
import type { TrialFacts } from '../../analysis/judge-trials.ts'
import type { JsonValue } from '../../json.ts'
import { readRunValue } from '../../report/action-codec/read-omitted.ts'
import { readSteps } from '../../report/action-codec/read-steps.ts'
import { readResults } from '../../report/action-codec/read-results.ts'
import type { Diagnosis, ReleaseDiff } from '../../report/diagnosis-schema.ts'
import { droppedProcesses } from '../../report/dropped-processes.ts'
import type { RunReport } from '../../report/schema.ts'
import { selectTest } from '../test-command.ts'
import { findEntry } from './catalogue-details.ts'
import { findKnownCause, type KnownCause } from './known-causes.ts'
import { credentialOf } from './credential-of.ts'
import { describeHypothesisKind } from './describe-hypothesis-kind.ts'
import { describeSuspects } from './describe-suspects.ts'
import { linkOfFailure, type LinkFacts } from './failure-links.ts'
import { describeSubject, sayFailure } from './describe-subject.ts'
import { tellStory } from './tell-story.ts'

/** The facts beside a run's own by which it is judged. */
export interface AnalyzeRunOptions {
  /** The contents that the run refers to: `contents` of the report. */
  contents?: Contents
  /** The limit of the 95th percentile of the latency, in milliseconds; 2,500 by default. */
  sloMs?: number
  /** The 95th percentile of the recorded latency of the runs beside it, in milliseconds. */
  runLatencyP95Ms?: number | null
  /** Causes that the user knows, before those of the catalogue. */
  known?: readonly KnownCause[]
  /** The differences since the run passed last. */
  releaseDiff?: ReleaseDiff | null
  /** The results of the calls of the execution that passed last, by name: a result of another form is suspicious. */
  lastResults?: ReadonlyMap<string, JsonValue>
  /** Replays of the failure, made to find out why it failed, in their order. */
  trials?: readonly TrialFacts[]
  /** The line that failed was changed before the last of them. */
  isLineChanged?: boolean
}

/**
 * Diagnoses a run of a report: its first error, the decision behind it, the cause by class and layer, and ranked
 * hypotheses with what mends them. `null` for a run whose agent ended without a failure.
 *
 * @example
 * const report = parseReport(readFileSync('.vitest-replay/report.json', 'utf8'), 'report.json')
 * for (const run of report.runs) console.log(analyzeRun(run, { contents: report.contents })?.statement)
 */
export function analyzeRun(run: RunReport, options: AnalyzeRunOptions = {}): Diagnosis | null {
  const unpack = createUnpacker(options.contents ?? {})
  const { releaseDiff, lastResults, trials, isLineChanged } = options
  const uncaught = uncaughtIn(run)
  const calling = run.actions.map((action) => readCalling(action, unpack))
  const codes = diagnoseRun({
    spans: run.actions.map((action) => readSpan(action, unpack)),
    toolCalls: toolCallsOf(calling),
    dropped: droppedProcesses(run.receipt.policy),
    end: endOf(run) ?? (uncaught ? { error: uncaught } : null),
    pending: uncaught ? undefined : run.pending,
    askedTools: new Map(
      calling.map(({ index, wanted }) => [index, wanted().map(({ name }) => name)]),
    ),
    isReproduced: isReproduced(run),
    latency: { p95Ms: options.runLatencyP95Ms ?? null, sloMs: options.sloMs ?? 2500 },
    isWorse: (releaseDiff?.errorRate ?? 0) > 0 || (releaseDiff?.changes.length ?? 0) > 0,
    results: readResults(run.actions, unpack),
    ...(lastResults ? { lastResults } : {}),
    ...(trials ? { trials } : {}),
    ...(isLineChanged === undefined ? {} : { isLineChanged }),
  })
  if (!codes || (codes.failed === null && neverStarted(run))) return null
  return describe(codes, run, { options, unpack })
}

/** Accepts a run that was refused before its agent was called, such as one without a cassette in CI: the refusal says all. */
function neverStarted({ finalOutput, error }: RunReport): boolean {
  const { recorded, replayed } = finalOutput
  return recorded === null && replayed === null && (error?.startsWith('ReplayError: ') ?? false)
}

/** The end of a run as the test saw it: a recording's own, a replay's own; `null` where it was cut off. */
function endOf({
  finalOutput,
  mode,
  status,
  error,
}: RunReport): { error: FailedError | null } | null {
  if (status === 'interrupted') return null
  const outcome = mode === 'replay' ? finalOutput.replayed : finalOutput.recorded
  if (outcome) return { error: 'error' in outcome ? readError(outcome.error) : null }
  return { error: error === null ? null : readErrorText(error) }
}

/** The tools that the last answer of a model asks for, and that its request does not offer. */
function unofferedIn({ actions }: RunReport, unpack: Unpack): readonly string[] {
  const last = actions.findLast(({ type }) => type === 'llm')
  return (last && readSpan(last, unpack).answered?.()?.unoffered) ?? []
}

function uncaughtIn({ uncaught }: RunReport): FailedError | null {
  return uncaught ? readError(uncaught) : null
}

/** A report of an older version has the error of a recording that threw as one line. */
function readErrorText(text: string): FailedError {
  const found = /^(?<name>[\w$]+): (?<message>[\s\S]*)$/.exec(text)
  return { name: found?.groups!['name'] ?? 'Error', message: found?.groups!['message'] ?? text }
}

function isReproduced({ mode, matchRate, finalOutput }: RunReport): boolean {
  const { recorded } = finalOutput
  return mode === 'replay' && matchRate === 1 && recorded !== null && 'error' in recorded
}

function describe(
  codes: DiagnosisCodes,
  run: RunReport,
  { options, unpack }: { options: AnalyzeRunOptions; unpack: Unpack },
): Diagnosis {
  const { signals, errorClass, failed, form, attempts } = codes
  const error = tellingError(codes)
  const own = findKnownCause(codes.failure.error ?? endOf(run)?.error ?? null, options.known ?? [])
  const found = findEntry(errorClass, { error, form: run.uncaught ? 'uncaught' : form })
  const entry = own ? { ...found, statement: `${own.cause}: {subject}`, remedy: own.remedy } : found
  const [pending] = run.pending ?? []
  const [repeated] = signals.repeated_tools
  const subject = describeSubject({
    errorClass,
    error,
    span: failed,
    attempts,
    form,
    repeated,
    pending,
    dropped: droppedProcesses(run.receipt.policy),
    unoffered: unofferedIn(run, unpack),
  })
  const fill = (text: string, about: string) => text.replace('{subject}', () => about)
  const command = `npx vitest run ${selectTest(run.test.file, run.test.fullName)}`
  const nameAt = (index: number | undefined) =>
    run.actions.find((action) => action.index === index)?.name ?? 'the run'
  const statement = fill(entry.statement, subject)
  const end = endOf(run)
  const thrown = end?.error ?? uncaughtIn(run)
  const input = readRunValue(run.input, run.omitted, 'input', unpack)
  return {
    errorClass,
    layer: codes.layer,
    cause: own?.cause ?? errorClass,
    statement,
    status: codes.status,
    stopReason: signals.stop_reason,
    firstErrorSpan: signals.first_error_span && {
      index: signals.first_error_span.index,
      name: signals.first_error_span.name,
      errorClass: signals.first_error_span.error_class,
      ...saidOf(codes.unnoticed),
    },
    decisionBehindIt: codes.decisionBehindIt,
    slowestSpan: signals.slowest_span,
    repeatedToolCalls: signals.repeated_tools,
    laterErrors: codes.laterErrors,
    story: tellStory(codes, {
      run,
      input: input === undefined ? null : JSON.stringify(input),
      statement,
      thrown: thrown ? `${thrown.name}: ${thrown.message}` : null,
      isCutOff: end === null,
    }),
    lastGoodSpan: codes.lastGood,
    suspiciousResults: codes.suspicious,
    suspects: describeSuspects(readSteps(run.actions, unpack), nameAt),
    ...(codes.trials ? { trials: codes.trials } : {}),
    ...credentialOf(
      {
        errorClass,
        variable: /^[A-Z][A-Z0-9_]*$/.test(subject) ? subject : null,
        failed: run.actions.find(({ index }) => index === failed?.index),
      },
      unpack,
    ),
    link: linkOfFailure({
      errorClass,
      // The end of a process is described by none of the errors that follow from it.
      error: isFailedProcess(failed?.ended?.()) ? null : error,
      exchange: exchangeOf(run, failed?.index),
    }),
    runLatencyP95Ms: options.runLatencyP95Ms ?? null,
    releaseDiff: options.releaseDiff ?? null,
    hypotheses: codes.hypotheses.map((hypothesis) => {
      const words = describeHypothesisKind(hypothesis, entry)
      const about = hypothesis.kind === 'class' ? subject : nameAt(hypothesis.evidence[0])
      return {
        statement: fill(words.statement, about),
        layer: hypothesis.layer,
        status: hypothesis.status,
        evidence: hypothesis.evidence,
        remedy: words.remedy,
        prevention: words.prevention,
        command: hypothesis.kind === 'slow_runs' ? null : command,
      }
    }),
    remedy: entry.remedy,
    command,
    source:
      run.errorSource ?? run.actions.find(({ index }) => index === failed?.index)?.source ?? null,
  }
}

/** The error that says why an action or the agent failed: what caused it says more than what wraps it. */
function tellingError({
  failed,
  failure,
}: Pick<DiagnosisCodes, 'failed'> & Partial<DiagnosisCodes>): FailedError | null {
  const own = failed?.error ?? null
  // The time limit of an SDK ends its call as an abort: the error that the agent got says more.
  if (own === null || own.name === 'AbortError') return failure?.error ?? own
  return classifyFailure({ error: own }).error ?? own
}

function saidOf(span: Span | null): { said?: string } {
  const said = span && sayFailure(span, span.error && tellingError({ failed: span }))
  return said === null ? {} : { said }
}

function exchangeOf(run: RunReport, index: number | undefined): LinkFacts['exchange'] {
  return run.actions.find((action) => action.index === index) ?? null
}
