import { layerOf, type FailureClass, type Layer } from './failure/classes.ts'
import { classifyFailure, type ClassifiedFailure } from './failure/classify-error.ts'
import { isFailedProcess } from './failure/ended-process.ts'
import type { HypothesisStatus, TrialCounts } from './judge-trials.ts'
import { judgeTrials, type TrialFacts } from './judge-trials.ts'
import { findSuspicious, type ResultFacts, type SuspiciousResult } from './suspicious-results.ts'
import type { JsonValue } from '../json.ts'
import { attemptsOf, tellingAttempt } from './attempts.ts'
import { explainEnd, type ExplainedEnd } from './explain-end.ts'
import { signalsOf, type RunSignals, type SignalFacts } from './signals.ts'
import { classOfSpan, isCutOff, isFailed, type Span } from './span.ts'

/** The facts of a failed run that its diagnosis follows from. */
export interface DiagnosisFacts extends SignalFacts {
  /** Names of the tools that each model call asked for, by index. */
  askedTools: ReadonlyMap<number, readonly string[]>
  /** The same answers led to the same end: a replay of a failing recording that matches it. */
  isReproduced: boolean
  /** The 95th percentile of the latency of the runs beside it, and its limit, in milliseconds. */
  latency?: { p95Ms: number | null; sloMs: number }
  /** More runs fail, or the run does something else, than in the last execution that passed. */
  isWorse?: boolean
  /** The calls that ended well, with their results. */
  results?: readonly ResultFacts[]
  /** The last results of the execution that passed last, by name. */
  lastResults?: ReadonlyMap<string, JsonValue>
  /** Replays of this failure, made to find out why it failed; in their order. */
  trials?: readonly TrialFacts[]
  /** The line that failed was changed before the last of them. */
  isLineChanged?: boolean
}

/** A kind of explanation; the first is that of the failure's own class. */
export type HypothesisKind =
  | 'class'
  | 'tool_layer'
  | 'repeated_calls'
  | 'slow_runs'
  | 'changed_since_release'
  | 'unnoticed_failure'
  | 'suspicious_result'

/** An explanation of a failure, in codes. */
export interface HypothesisCodes {
  kind: HypothesisKind
  layer: Layer
  status: HypothesisStatus
  /** Indices of actions. */
  evidence: number[]
}

/** A diagnosis in codes and parameters: `core/words` says it in sentences. */
export interface DiagnosisCodes {
  failure: ClassifiedFailure
  errorClass: FailureClass
  layer: Layer
  status: HypothesisStatus
  trials: TrialCounts | null
  signals: RunSignals
  decisionBehindIt: { index: number; name: string } | null
  laterErrors: number[]
  suspicious: SuspiciousResult[]
  /** The last action that ended well before things went wrong; `null` where none did. */
  lastGood: { index: number; name: string } | null
  hypotheses: HypothesisCodes[]
  /** The failing action; `null` where the agent failed by itself. */
  failed: Span | null
  /** The first action that failed, where the agent went on after it and failed by another. */
  unnoticed: Span | null
  form: ExplainedEnd['form']
  /** The attempts of the failing call; those before the last say less. */
  attempts: { count: number; telling: Span } | null
}

/** Diagnoses a run that failed; `null` for one that ended without a failure. */
export function diagnoseRun(facts: DiagnosisFacts): DiagnosisCodes | null {
  const signals = signalsOf(facts)
  if (!hasFailed(facts, signals)) return null
  const error = facts.end?.error ?? null
  const failed = facts.spans.find(isFailed) ?? null
  const explained = error && explainEnd(error, facts)
  const decisive = explained ? explained.span : failed
  const attempts = decisive && attemptsOf(facts.spans, decisive)
  const failure = classifyFailure({ error: error ?? failed?.error ?? null })
  const errorClass = signals.error_class ?? classOfStop(signals.stop_reason)
  const { status, counts } = statusOf(facts)
  const suspicious = findSuspicious(facts.results ?? [], facts.lastResults)
  // An agent that fails by itself fails with what it got last.
  const behind = decisive ? decisionBehind(decisive, facts) : lastDecision(facts, errorClass)
  return {
    failure,
    errorClass,
    layer: layerOf(errorClass),
    status,
    trials: counts,
    signals,
    decisionBehindIt: behind,
    laterErrors: facts.spans
      .filter((span) => isFailed(span) && span !== failed && !attempts?.includes(span))
      .map(({ index }) => index),
    suspicious,
    lastGood: lastGood(facts, { signals, decisive, behind, suspicious }),
    hypotheses: hypothesesOf(facts, signals, { errorClass, decisive, status, suspicious }),
    failed: decisive,
    unnoticed: failed && !attempts?.includes(failed) ? failed : null,
    form: explained?.form ?? (error === null && decisive && isCutOff(decisive) ? 'cut' : null),
    attempts: attempts && { count: attempts.length, telling: tellingAttempt(attempts) },
  }
}

function hasFailed({ end }: DiagnosisFacts, { stop_reason, error_class }: RunSignals): boolean {
  if (end === null || end.error !== null) return true
  if (stop_reason === 'success') return false
  return stop_reason !== 'unknown' || error_class !== null
}

/** Runs that end without an error: the model stopped early, or the agent's own limit was reached. */
function classOfStop(stopReason: string): FailureClass {
  if (stopReason === 'truncated' || stopReason === 'content_filter') return stopReason
  return stopReason === 'max_steps' ? 'step_limit' : 'unknown'
}

/**
 * Finds the decision behind a failed action: the step that it is part of and that a model asked for, else the last model
 * call before it that asked for a tool of its name, else the last model call before it if it asked for any tool.
 */
function decisionBehind(
  failed: Span,
  { spans, askedTools }: DiagnosisFacts,
): DiagnosisCodes['decisionBehindIt'] {
  const models = spans.filter(({ type, index }) => type === 'llm' && index < failed.index)
  const names = [failed, ...ancestorsOf(failed, spans)].map(({ name }) => name)
  const asked = models.findLast(({ index }) =>
    askedTools.get(index)?.some((tool) => names.includes(tool)),
  )
  const parent = spans.find(({ index }) => index === failed.parent)
  // A tool may call what is named otherwise: a service, a process.
  const last = models.at(-1)
  const wanting = last && (askedTools.get(last.index)?.length ?? 0) > 0 ? last : undefined
  const found = asked ?? (failed.type === 'llm' ? parent : (wanting ?? parent))
  return found ? { index: found.index, name: found.name } : null
}

/** The last model call of a run in which no action failed; a file, a package or a key is missing whatever it decided. */
function lastDecision(
  { spans }: DiagnosisFacts,
  errorClass: FailureClass,
): DiagnosisCodes['decisionBehindIt'] {
  if (layerOf(errorClass) === 'configuration') return null
  const last = spans.findLast(({ type }) => type === 'llm')
  return last ? { index: last.index, name: last.name } : null
}

/** A replay that fails as its recording did is a trial, too. */
function statusOf({ isReproduced, trials = [], isLineChanged = false }: DiagnosisFacts): {
  status: HypothesisStatus
  counts: TrialCounts | null
} {
  const own: TrialFacts[] = isReproduced ? [{ kind: 'unchanged', at: null, outcome: 'same' }] : []
  const all = [...trials, ...own]
  if (all.length === 0) return { status: 'observed', counts: null }
  return judgeTrials(all, isLineChanged)
}

/**
 * Finds the last point from which the run could still have succeeded: before the decision behind its failure, the second of
 * calls that are repeated until a limit, or the result that its agent could not use.
 */
function lastGood(
  { spans }: DiagnosisFacts,
  found: Pick<DiagnosisCodes, 'signals' | 'suspicious'> & {
    decisive: Span | null
    behind: DiagnosisCodes['decisionBehindIt']
  },
): DiagnosisCodes['lastGood'] {
  const { signals, decisive, behind, suspicious } = found
  const isLimit = signals.stop_reason === 'max_steps' || signals.stop_reason === 'step_limit'
  const repeated = isLimit ? signals.repeated_tools[0]?.actions[1] : undefined
  // A failed model call is no decision of another one: what asked for it is the agent.
  const decided = decisive?.type === 'llm' ? decisive.index : (behind?.index ?? decisive?.index)
  const wrong = repeated ?? decided ?? suspicious.at(-1)?.index ?? Infinity
  const good = spans.findLast(
    (span) => span.index < wrong && !isFailed(span) && !isFailedProcess(span.ended?.()),
  )
  return good ? { index: good.index, name: good.name } : null
}

function ancestorsOf(span: Span, spans: readonly Span[]): Span[] {
  const parent = spans.find(({ index }) => index === span.parent)
  return parent ? [parent, ...ancestorsOf(parent, spans)] : []
}

function hypothesesOf(
  { spans, latency, isWorse }: DiagnosisFacts,
  signals: RunSignals,
  known: {
    errorClass: FailureClass
    decisive: Span | null
    status: HypothesisStatus
    suspicious: readonly SuspiciousResult[]
  },
): HypothesisCodes[] {
  const { errorClass, decisive, status, suspicious } = known
  const found: HypothesisCodes[] = [
    {
      kind: 'class',
      layer: layerOf(errorClass),
      status,
      evidence: decisive ? [decisive.index] : [],
    },
  ]
  const observed = (kind: HypothesisKind, layer: Layer, evidence: number[]) =>
    void found.push({ kind, layer, status: 'observed', evidence })
  const first = spans.find(isFailed)
  if (first && decisive && first.index !== decisive.index)
    observed('unnoticed_failure', layerOf(classOfSpan(first)), [first.index])
  if (first?.type === 'tool') observed('tool_layer', 'connection', [first.index])
  if (signals.repeated_tools.length > 0)
    observed('repeated_calls', 'instructions', signals.repeated_tools[0]!.actions)
  if (latency && latency.p95Ms !== null && latency.p95Ms > latency.sloMs)
    observed('slow_runs', null, signals.slowest_span ? [signals.slowest_span.index] : [])
  if (suspicious.length > 0)
    observed('suspicious_result', 'connection', [...new Set(suspicious.map(({ index }) => index))])
  if (isWorse) observed('changed_since_release', 'instructions', [])
  return found
}
