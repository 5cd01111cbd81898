import type {
  ComparedWith,
  Conclusion,
  EvidenceFact,
  GateFinding,
  GateNote,
  HypothesisClaim,
  Reason,
} from './comparison-codes.ts'
import type {
  Comparison,
  Gate,
  Hypothesis,
  MetricComparison,
  ReleaseNumbers,
  RunComparison,
  Segment,
} from './comparison-schema.ts'

/** A metric's row without its words. */
export type MetricFacts = Omit<MetricComparison, 'note' | 'conclusion'>

/** A metric's row with its conclusion as a code. */
export interface ConcludedMetric extends MetricFacts {
  conclusion: Conclusion
}

/** A compared run with codes in place of words. */
export interface ComparedRun extends Omit<RunComparison, 'reasons' | 'basis' | 'metrics'> {
  reasonCodes: Reason[]
  comparedWith: ComparedWith
  metrics: ConcludedMetric[]
}

/** The numbers of a release with codes in place of words. */
export interface ConcludedNumbers extends Omit<ReleaseNumbers, 'metrics'> {
  metrics: ConcludedMetric[]
}

/** The numbers of a segment with codes in place of words. */
export interface ConcludedSegment extends Omit<Segment, 'metrics'> {
  metrics: ConcludedMetric[]
}

/** A hypothesis with codes in place of words. */
export interface HypothesisFacts {
  layer: Hypothesis['layer']
  claim: HypothesisClaim
  evidence: Array<{ fact: EvidenceFact; runs: string[] }>
}

/** The result of a rule of the gate, with codes in place of words. */
export interface GateRuleFacts extends Pick<Gate['rules'][number], 'rule' | 'result'> {
  failures: Array<{ run: string | null; finding: GateFinding }>
  notes: GateNote[]
}

/** A judged gate with codes in place of words. */
export interface GateFacts {
  passed: boolean
  rules: GateRuleFacts[]
}

/** A comparison with codes in place of words. */
export interface ComparisonFacts extends Omit<
  Comparison,
  'runs' | 'numbers' | 'critical' | 'segments' | 'hypotheses' | 'gate' | 'history'
> {
  runs: ComparedRun[]
  numbers: ConcludedNumbers
  critical: ConcludedNumbers | null
  segments: ConcludedSegment[]
  hypotheses: HypothesisFacts[]
}

/** The part of a comparison that the gate and the hypotheses read: facts, never words. */
export interface JudgedComparison extends Pick<Comparison, 'unreplayed'> {
  head: Pick<Comparison['head'], 'runs'>
  runs: ReadonlyArray<JudgedRun>
  numbers: { metrics: readonly MetricFacts[] }
  critical: { metrics: readonly MetricFacts[] } | null
  segments: ReadonlyArray<Pick<Segment, 'by' | 'value'> & { metrics: readonly MetricFacts[] }>
}

/** The part of a run that they read. */
export type JudgedRun = Pick<
  RunComparison,
  'id' | 'verdict' | 'evidence' | 'unreplayed' | 'base' | 'head' | 'divergences'
>
