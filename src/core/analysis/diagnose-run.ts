import { layerOf, type FailureClass, type Layer } from './failure/classes.ts'
import { classifyFailure, type ClassifiedFailure } from './failure/classify-error.ts'
import {
  classOfSpan,
  failureBefore,
  isFailed,
  signalsOf,
  type RunSignals,
  type SignalFacts,
  type Span,
} from './signals.ts'

/** The facts of a failed run that its diagnosis follows from. */
export interface DiagnosisFacts extends SignalFacts {
  /** Names of the tools that each model call asked for, by index. */
  askedTools: ReadonlyMap<number, readonly string[]>
  /** The same answers led to the same end: a replay of a failing recording that matches it. */
  isReproduced: boolean
  /** The 95th percentile of the latency of the runs beside it, and its limit, in milliseconds. */
  latency?: { p95Ms: number | null; sloMs: number }
  /** The change of the error rate since the last release. */
  releaseDiff?: number | null
}

/** A kind of explanation; the first is that of the failure's own class. */
export type HypothesisKind =
  | 'class'
  | 'tool_layer'
  | 'repeated_calls'
  | 'slow_runs'
  | 'changed_since_release'
  | 'unnoticed_failure'

/** An explanation of a failure, in codes. */
export interface HypothesisCodes {
  kind: HypothesisKind
  layer: Layer
  status: 'observed' | 'reproduced'
  /** Indices of actions. */
  evidence: number[]
}

/** A diagnosis in codes and parameters: `core/words` says it in sentences. */
export interface DiagnosisCodes {
  failure: ClassifiedFailure
  errorClass: FailureClass
  layer: Layer
  status: 'observed' | 'reproduced'
  signals: RunSignals
  decisionBehindIt: { index: number; name: string } | null
  laterErrors: number[]
  hypotheses: HypothesisCodes[]
  /** The failing action; `null` where none failed. */
  failed: Span | null
}

/** Diagnoses a run that failed; `null` for one that came to a good end. */
export function diagnoseRun(facts: DiagnosisFacts): DiagnosisCodes | null {
  const signals = signalsOf(facts)
  if (!hasFailed(facts, signals)) return null
  const error = facts.end?.error ?? null
  const failed = facts.spans.find(isFailed) ?? null
  const decisive = error === null ? failed : (failureBefore(facts.spans, error) ?? failed)
  const failure = classifyFailure({ error: error ?? failed?.error ?? null })
  const errorClass = signals.error_class ?? classOfStop(signals.stop_reason)
  const status = facts.isReproduced ? 'reproduced' : 'observed'
  return {
    failure,
    errorClass,
    layer: layerOf(errorClass),
    status,
    signals,
    decisionBehindIt: decisive && decisionBehind(decisive, facts),
    laterErrors: facts.spans
      .filter((span) => isFailed(span) && span.index !== failed?.index)
      .map(({ index }) => index),
    hypotheses: hypothesesOf(facts, signals, { errorClass, decisive, status }),
    failed: decisive,
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
 * call before it that asked for a tool of its name, else the last model call before it.
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
  const found = asked ?? (failed.type === 'llm' ? parent : (models.at(-1) ?? parent))
  return found ? { index: found.index, name: found.name } : null
}

function ancestorsOf(span: Span, spans: readonly Span[]): Span[] {
  const parent = spans.find(({ index }) => index === span.parent)
  return parent ? [parent, ...ancestorsOf(parent, spans)] : []
}

function hypothesesOf(
  { spans, latency, releaseDiff }: DiagnosisFacts,
  signals: RunSignals,
  known: { errorClass: FailureClass; decisive: Span | null; status: HypothesisCodes['status'] },
): HypothesisCodes[] {
  const { errorClass, decisive, status } = known
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
  if ((releaseDiff ?? 0) > 0) observed('changed_since_release', 'instructions', [])
  return found
}
