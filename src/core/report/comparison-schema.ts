import { z } from 'zod'
import { DivergenceSchema } from '../divergence/schema.ts'
import {
  ComparedWithSchema,
  ConclusionSchema,
  EvidenceFactSchema,
  GateFindingSchema,
  GateNoteSchema,
  HypothesisClaimSchema,
  ReasonSchema,
} from './comparison-codes.ts'
import { EvidenceSchema, MetricNameSchema, VerdictSchema } from './comparison-enums.ts'
import { HistoryEntrySchema } from './history-schema.ts'
import { VERDICTS } from './verdicts.ts'
import { PassComparisonSchema } from './passes-schema.ts'

export { EvidenceSchema, HistoryEntrySchema, MetricNameSchema, VERDICTS, VerdictSchema }
export type { Evidence, MetricName, Verdict } from './comparison-enums.ts'
export type { HistoryEntry } from './history-schema.ts'

export const COMPARISON_VERSION = 1

const Count = z.number().int().nonnegative()
const Usd = z.number().nonnegative().nullable()

/** One of the two sides of a comparison. */
export const ComparedSideSchema = z
  .object({
    /** The name by which it was asked for: a path, or `git:<ref>`. */
    label: z.string(),
    release: z.string().nullable(),
    /** The full id of the commit; `null` for what is no git object. */
    commit: z.string().nullable(),
    /** Tests that have a run on this side. */
    runs: Count,
    /** Recordings read, takes included. */
    recordings: Count,
    /** Replays read, out of reports. */
    replays: Count,
    /** Over the positions of all replays, 0..1. Absent in a comparison of 0.1.0. */
    matchRate: z.number().min(0).max(1).nullable().optional(),
    /** Over the measured positions of all replays, 0..100. Absent in a comparison of 0.1.0. */
    determinism: z.number().min(0).max(100).nullable().optional(),
    /** Remarks for a reader on how the side was read: what was left out, and why. */
    notes: z.array(z.string()).optional(),
  })
  .strict()
export type ComparedSide = z.infer<typeof ComparedSideSchema>

/** The facts of a run on one side; the mean of its takes where there are several. */
export const RunFactsSchema = z
  .object({
    cassette: z.string(),
    release: z.string().nullable(),
    recordedAt: z.string().nullable(),
    /** The number of recordings. */
    takes: Count,
    /** The test's own verdict, out of a report; `null` where no report has the run. */
    status: z.enum(['passed', 'failed', 'interrupted']).nullable(),
    stopReason: z.string(),
    errorClass: z.string().nullable(),
    /** Share of the takes that ended in an error, 0..1. */
    errorRate: z.number().min(0).max(1),
    actions: z.number().nonnegative(),
    toolCalls: z.number().nonnegative(),
    toolErrors: z.number().nonnegative(),
    /** Calls of a tool with the very inputs of an earlier call. */
    repeatedToolCalls: z.number().nonnegative(),
    matchRate: z.number().min(0).max(1).nullable(),
    determinism: z.number().min(0).max(100).nullable(),
    /** Recorded, never of a replay. */
    costUsd: Usd,
    tokens: z.number().nonnegative().nullable(),
    durationMs: z.number().nonnegative().nullable(),
  })
  .strict()
export type RunFacts = z.infer<typeof RunFactsSchema>

/** The statistical test of a difference. */
export const SignificanceSchema = z
  .object({
    test: z.enum(['sign', 'fisher', 'permutation']),
    /** Two-sided. */
    p: z.number().min(0).max(1),
    /** Corrected for how many were looked at together (Holm). */
    adjustedP: z.number().min(0).max(1),
    /** The size of the sample: pairs that differ, or runs of both sides. */
    n: Count,
  })
  .strict()
export type Significance = z.infer<typeof SignificanceSchema>

export const MetricComparisonSchema = z
  .object({
    metric: MetricNameSchema,
    unit: z.enum(['ratio', 'count', 'ms', 'usd', 'tokens', 'score']),
    better: z.enum(['lower', 'higher', 'neither']),
    /**
     * A mean over runs, each counting as one; of `latency_p95`, the percentile. The match rate and determinism of the
     * release, over the positions of all its replays, are those of its side.
     */
    base: z.number().nullable(),
    head: z.number().nullable(),
    /** `head - base`; `null` where either is not known. */
    delta: z.number().nullable(),
    /** `delta / base`; `null` where the base is 0 or not known. */
    relative: z.number().nullable(),
    /** A 95 % bootstrap interval of the delta; `null` where there are too few runs. */
    interval: z.tuple([z.number(), z.number()]).nullable(),
    /** For the runs at hand: were their takes divided between the releases by chance. */
    significance: SignificanceSchema.nullable(),
    /** For runs in general, of which those at hand are a sample. Absent where the first says both. */
    general: SignificanceSchema.nullable().optional(),
    /** A delta within it is no change: relative to the base, or absolute where the base is a ratio or a score. */
    tolerance: z.number().nonnegative(),
    /** The evidence behind the numbers. */
    basis: z
      .object({ evidence: EvidenceSchema, pairs: Count, baseRuns: Count, headRuns: Count })
      .strict(),
    /** `unknown` where a side is not known, and where a change is neither better nor worse. */
    verdict: z.enum(['unchanged', 'improved', 'regressed', 'not_evidence', 'unknown']),
    /** The reason for the verdict: `one run, not evidence`, `6 pairs, p = 0.22`. */
    note: z.string().nullable(),
    /** The same as a code. Absent in a comparison of 0.1.0. */
    conclusion: ConclusionSchema.optional(),
  })
  .strict()
export type MetricComparison = z.infer<typeof MetricComparisonSchema>

/** A step of the way from the base's tool sequence to the head's. */
export const SequenceStepSchema = z
  .object({ change: z.enum(['same', 'added', 'removed']), name: z.string() })
  .strict()

export const RunComparisonSchema = z
  .object({
    /** The same for the same run in every comparison. */
    id: z.string(),
    name: z.string(),
    test: z.object({ file: z.string(), fullName: z.string() }).strict(),
    project: z.string(),
    agent: z.string().nullable(),
    workflow: z.string().nullable(),
    tags: z.array(z.string()),
    /** The run's names on the base's side, where its test or cassette was renamed. */
    renamedFrom: z
      .object({ file: z.string(), fullName: z.string(), cassette: z.string() })
      .strict()
      .nullable(),
    verdict: VerdictSchema,
    /** The reasons for the verdict, in a sentence each. */
    reasons: z.array(z.string()),
    /** The same as codes, in the same order. Absent in a comparison of 0.1.0. */
    reasonCodes: z.array(ReasonSchema).optional(),
    /** `null` where the run is on one side only. */
    evidence: EvidenceSchema.nullable(),
    /**
     * The reason why nothing is known of what the head's code does; `null` where something is. Absent in a comparison of 0.1.0.
     *
     * - `same_recording`: the recording is the same on both sides, and was not replayed.
     * - `no_recording`: one side has no recording, and nothing was replayed.
     * - `left_out`: the recording is another one, and the tests of the head did not run it.
     */
    unreplayed: z.enum(['same_recording', 'no_recording', 'left_out']).nullable().optional(),
    /** The two things that were compared, in words: `1 recording against 1 recording`. */
    basis: z.string(),
    /** The same as a code. Absent in a comparison of 0.1.0. */
    comparedWith: ComparedWithSchema.optional(),
    base: RunFactsSchema.nullable(),
    head: RunFactsSchema.nullable(),
    /** The number of aligned positions, the final output included. */
    positions: Count,
    /** Head against base, as a replay against its recording: `recorded` is the base, `replayed` the head. */
    divergences: z.array(DivergenceSchema),
    /** Beyond those listed. */
    moreDivergences: Count,
    /** The tools called, in order; `null` where both sides call the same. */
    tools: z.array(SequenceStepSchema).nullable(),
    /** Both final outputs as text, where they differ; cut where they are long. */
    finalOutput: z.object({ base: z.string(), head: z.string() }).strict().nullable(),
    /** Numbers of this run; empty for `replay`, where only behaviour is known. */
    metrics: z.array(MetricComparisonSchema),
  })
  .strict()
export type RunComparison = z.infer<typeof RunComparisonSchema>

/** Numbers over the runs of an agent, a workflow, a model or a tool. */
export const SegmentSchema = z
  .object({
    by: z.enum(['agent', 'workflow', 'model', 'tool']),
    value: z.string(),
    baseRuns: Count,
    headRuns: Count,
    metrics: z.array(MetricComparisonSchema),
  })
  .strict()
export type Segment = z.infer<typeof SegmentSchema>

/** The stop reasons on either side, as counts of runs. */
export const StopReasonsSchema = z
  .object({
    base: z.record(z.string(), Count),
    head: z.record(z.string(), Count),
    significance: SignificanceSchema.nullable(),
  })
  .strict()
export type StopReasonCounts = z.infer<typeof StopReasonsSchema>

/** Numbers over many runs of one release against another one. */
export const ReleaseNumbersSchema = z
  .object({
    verdict: z.enum(['regressed', 'improved', 'no_consistent_difference', 'not_evidence']),
    /** Behaviour that is known from recordings of some runs and from replays of others has a row for each. */
    metrics: z.array(MetricComparisonSchema),
    stopReasons: StopReasonsSchema,
    /** For growing k; absent where no run has several takes. */
    passes: z.array(PassComparisonSchema).optional(),
  })
  .strict()
export type ReleaseNumbers = z.infer<typeof ReleaseNumbersSchema>

/** Where to look first, and what speaks for it. */
export const HypothesisSchema = z
  .object({
    layer: z.enum(['tool', 'loop', 'llm_or_runtime', 'change']),
    statement: z.string(),
    /** The same as a code. Absent in a comparison of 0.1.0. */
    claim: HypothesisClaimSchema.optional(),
    evidence: z.array(
      z
        .object({
          text: z.string(),
          /** The same as a code. Absent in a comparison of 0.1.0. */
          fact: EvidenceFactSchema.optional(),
          runs: z.array(z.string()),
        })
        .strict(),
    ),
  })
  .strict()
export type Hypothesis = z.infer<typeof HypothesisSchema>

/** The result of a rule of the gate. */
export const GateRuleResultSchema = z
  .object({
    rule: z.string(),
    result: z.enum(['passed', 'failed', 'not_applicable']),
    /** The causes of its failure, worst first: a run's id, or `null` for the release as a whole. */
    failures: z.array(
      z
        .object({
          run: z.string().nullable(),
          what: z.string(),
          /** The same as a code. Absent in a comparison of 0.1.0. */
          finding: GateFindingSchema.optional(),
        })
        .strict(),
    ),
    note: z.string().nullable(),
    /** The same as codes. Absent in a comparison of 0.1.0. */
    notes: z.array(GateNoteSchema).optional(),
  })
  .strict()
export const GateSchema = z
  .object({ passed: z.boolean(), rules: z.array(GateRuleResultSchema) })
  .strict()
export type Gate = z.infer<typeof GateSchema>

/** The differences between two releases: `vitest-replay compare`. */
export const ComparisonSchema = z
  .object({
    version: z.literal(COMPARISON_VERSION),
    base: ComparedSideSchema,
    head: ComparedSideSchema,
    /** The worst verdict of all runs, and of the numbers where those are evidence. */
    verdict: VerdictSchema.nullable(),
    /** Runs by verdict. */
    totals: z.record(VerdictSchema, Count),
    /** Runs of which no replay shows what the head's code does: of the same recording, or of one that its tests left out. */
    unreplayed: Count,
    /** Worst first. */
    runs: z.array(RunComparisonSchema),
    numbers: ReleaseNumbersSchema,
    /** Over the runs with the tag `critical`, which are apart from the others; `null` where there are none. */
    critical: ReleaseNumbersSchema.nullable(),
    segments: z.array(SegmentSchema),
    hypotheses: z.array(HypothesisSchema),
    /** `null` where no rules were given. */
    gate: GateSchema.nullable(),
    /** Earlier releases, the oldest first. */
    history: z.array(HistoryEntrySchema),
  })
  .strict()
export type Comparison = z.infer<typeof ComparisonSchema>
