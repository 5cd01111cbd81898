import { z } from 'zod'
import { CauseSchema } from '../divergence/schema.ts'
import { EvidenceSchema, MetricNameSchema, SideSchema, VerdictSchema } from './comparison-enums.ts'

const Count = z.number().int().nonnegative()
const Amount = z.number().nonnegative()

/** A code without parameters. */
function plain<Code extends string>(code: Code) {
  return z.object({ code: z.literal(code) }).strict()
}

function coded<Code extends string, Shape extends z.ZodRawShape>(code: Code, shape: Shape) {
  return z.object({ code: z.literal(code), ...shape }).strict()
}

/** A reason for a run's verdict. */
export const ReasonSchema = z.discriminatedUnion('code', [
  /** A first cause: the divergence at this index. */
  coded('first_cause', { index: Count }),
  /** First causes beyond those that are reasons themselves. */
  coded('more_first_causes', { count: Count }),
  coded('absent', { side: SideSchema }),
  /** The head has a test of the same file and input under this name, without a recording. */
  coded('renamed_without_recording', { name: z.string() }),
  coded('no_recording', { side: SideSchema }),
  plain('same_recording'),
  plain('left_out'),
  plain('same_behaviour'),
  /** An answer from outside that differs, though both runs asked the same; `null` is a side without a value there. */
  coded('other_answer', {
    action: z.string(),
    places: z.array(
      z
        .object({ path: z.string(), base: z.string().nullable(), head: z.string().nullable() })
        .strict(),
    ),
    /** Places beyond those listed. */
    more: Count,
  }),
  /** Such answers beyond those that are reasons themselves. */
  coded('more_other_answers', { count: Count }),
  /** Requests were repeated more or less often, or a tool's output differs, for such answers alone. */
  plain('answers_made_it'),
  plain('other_inputs'),
  /** `visible`: a request or its answer may show the resource. */
  coded('resource', { name: z.string(), visible: z.boolean() }),
  coded('generated_values', { or: z.enum(['rule', 'unseen']) }),
  /** A value that differs and was accepted in the replay of the head: the run made it, or a rule of the test allows it. */
  coded('accepted_value', {
    by: z.enum(['run', 'rule']),
    action: z.string(),
    path: z.string(),
    base: z.string(),
    head: z.string(),
  }),
  coded('more_accepted_values', { count: Count }),
  plain('only_wording'),
  coded('metrics', {
    verdict: z.enum(['regressed', 'improved']),
    metrics: z.array(MetricNameSchema),
  }),
  /** So many takes of the head do what no take of the base does; 0 where there is none. */
  coded('takes', { unknown: Count }),
  /** The replay of this side diverges from its recording. */
  coded('diverging_replay', { side: SideSchema }),
  /** `diverged: false`: no divergence explains it. */
  coded('test_status', { status: z.enum(['failed', 'interrupted']), diverged: z.boolean() }),
  plain('replay_interrupted'),
  coded('ends_badly', { stopReason: z.string() }),
  coded('ends_well', { baseStopReason: z.string() }),
  coded('cannot_go_on', { stopReason: z.string() }),
  coded('repeated_calls', { base: Amount, head: Amount }),
  coded('stop_reason', { base: z.string(), head: z.string() }),
  coded('new_rule', { rule: z.string() }),
  plain('answer_unknown'),
])
export type Reason = z.infer<typeof ReasonSchema>

/** The two things that were compared. */
export const ComparedWithSchema = z.discriminatedUnion('code', [
  plain('one_side'),
  plain('not_replayed'),
  plain('replay_and_replay'),
  plain('replay_and_recording'),
  coded('recordings', { base: Count, head: Count }),
])
export type ComparedWith = z.infer<typeof ComparedWithSchema>

/** The reason for the verdict of a metric's row. */
export const ConclusionSchema = z.discriminatedUnion('code', [
  coded('not_measured', { of: z.enum(['execution', 'recording', 'replay']) }),
  coded('not_known', { side: SideSchema }),
  plain('no_pair'),
  /** `over`: pairs of runs, or the takes of one run. */
  coded('not_evidence', { over: z.enum(['pairs', 'takes']) }),
  coded('tested', {
    over: z.enum(['pairs', 'takes']),
    /** The reason for which a difference counts for less than its p value; `null` where nothing does. */
    limit: z
      .enum(['few_runs', 'few_that_differ', 'tolerance', 'inconsistent', 'neither_better'])
      .nullable(),
  }),
])
export type Conclusion = z.infer<typeof ConclusionSchema>

/** A row among the numbers of a comparison. */
export const RowReferenceSchema = z
  .object({
    table: z.enum(['numbers', 'critical', 'agent', 'workflow', 'model', 'tool']),
    /** The segment's value; `null` for the tables of the release. */
    value: z.string().nullable(),
    metric: MetricNameSchema,
    evidence: EvidenceSchema,
  })
  .strict()
export type RowReference = z.infer<typeof RowReferenceSchema>

/** The claim of a hypothesis. */
export const HypothesisClaimSchema = z.discriminatedUnion('code', [
  coded('shared_cause', { cause: CauseSchema, note: z.string().nullable() }),
  coded('failing_tool', { tool: z.string() }),
  plain('stuck_in_loop'),
  plain('repeats_itself'),
  plain('slow_model'),
  plain('failing_model'),
])
export type HypothesisClaim = z.infer<typeof HypothesisClaimSchema>

/** A fact that speaks for a hypothesis; the number of runs is that of the runs listed with it. */
export const EvidenceFactSchema = z.discriminatedUnion('code', [
  coded('row', { row: RowReferenceSchema }),
  /** `of`: the number of runs that regressed. */
  coded('first_cause', { of: Count }),
  /** `of`: the number of other runs, in which a number that regressed over the release did. */
  coded('first_cause_of_number', { of: Count }),
  plain('also_without_harm'),
  /** `few`: so few live runs may fail by chance. */
  coded('ends_in_tool', { few: z.boolean() }),
  plain('repeats_calls'),
  plain('ends_at_limit'),
  coded('ends_in_model', {
    few: z.boolean(),
    reasons: z.array(
      z.object({ stopReason: z.string(), errorClass: z.string().nullable(), runs: Count }).strict(),
    ),
  }),
  plain('no_slower_tool'),
])
export type EvidenceFact = z.infer<typeof EvidenceFactSchema>

/** A cause for which a rule of the gate failed. */
export const GateFindingSchema = z.discriminatedUnion('code', [
  plain('no_runs'),
  coded('verdict', { verdict: VerdictSchema }),
  coded('row_verdict', { row: RowReferenceSchema }),
  coded('row_change', { row: RowReferenceSchema }),
  coded('row_value', { row: RowReferenceSchema }),
  coded('value', { metric: MetricNameSchema, value: z.number() }),
  coded('unreplayed', { reason: z.enum(['same_recording', 'no_recording', 'left_out']) }),
  coded('unreplayed_runs', { runs: Count }),
  plain('not_known'),
  plain('not_known_of_head'),
])
export type GateFinding = z.infer<typeof GateFindingSchema>

/** A remark for a reader on a rule's result. */
export const GateNoteSchema = z.discriminatedUnion('code', [
  plain('missing_fails'),
  coded('unreplayed', { runs: Count }),
  coded('not_known', { runs: Count }),
  coded('not_recorded_anew', { runs: Count }),
  coded('recorded_anew', { runs: Count }),
  coded('row', { row: RowReferenceSchema }),
  plain('nothing_recorded_anew'),
  plain('nothing_recorded_anew_on_both'),
  plain('nothing_replayed'),
  plain('no_run_of_head_has_it'),
  plain('not_known_of_base'),
  plain('no_run_of_head_shows_it'),
  plain('no_run_shows_it'),
])
export type GateNote = z.infer<typeof GateNoteSchema>
