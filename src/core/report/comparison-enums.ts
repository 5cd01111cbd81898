import { z } from 'zod'
import { VERDICTS } from './verdicts.ts'

/** The change of a run from one release to the other. */
export const VerdictSchema = z.enum(VERDICTS)
export type Verdict = z.infer<typeof VerdictSchema>

/**
 * The executions that a comparison of two runs is based on, never mixed:
 *
 * - `replay`: the base's recording, replayed by the head's code. Behaviour only: a replay measures neither cost nor time.
 * - `recording`: one recording against another one. Behaviour, and cost, tokens and latency of a single run each.
 * - `takes`: several recordings on a side. Statistics.
 */
export const EvidenceSchema = z.enum(['replay', 'recording', 'takes'])
export type Evidence = z.infer<typeof EvidenceSchema>

/** The name of a metric, as in a comparison's rows. */
export const MetricNameSchema = z.enum([
  'success_rate',
  'error_rate',
  'tool_error_rate',
  'repeated_tool_calls',
  'latency_p95',
  'duration',
  'cost',
  'tokens',
  'actions',
  'match_rate',
  'determinism',
])
export type MetricName = z.infer<typeof MetricNameSchema>

/** A side of a comparison. */
export const SideSchema = z.enum(['base', 'head'])
