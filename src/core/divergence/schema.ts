import { z } from 'zod'
import type { JsonValue } from '../json.ts'

const Json = z.unknown() as unknown as z.ZodType<JsonValue>
const Count = z.number().int().nonnegative()

export const DivergenceKindSchema = z.enum([
  'action_mismatch',
  'input_mismatch',
  'output_mismatch',
  'missing_action',
  'extra_action',
  'order',
])
export type DivergenceKind = z.infer<typeof DivergenceKindSchema>

export const CauseSchema = z.enum([
  'input',
  'prompt',
  'system_prompt',
  'tool_schema',
  'tool_result',
  'approval',
  'model_parameters',
  'request_headers',
  'resource',
  'clock',
  'random',
  'uuid',
  'order',
  'extra_call',
  'missing_call',
  'final_output',
  'model_output',
  'sdk_drift',
  'unknown',
])
export type Cause = z.infer<typeof CauseSchema>

/** A place in the user's code. */
export const SourceSchema = z
  .object({ file: z.string(), line: Count, column: Count.optional() })
  .strict()
export type SourceLocation = z.infer<typeof SourceSchema>

export const DivergenceSchema = z
  .object({
    /** The aligned position, 0-based; the final output is the last. */
    index: Count,
    kind: DivergenceKindSchema,
    /** The action's name; `final output` for the last position. */
    action: z.string(),
    firstCause: z.boolean(),
    /** The index of the divergence this one follows from. */
    causedBy: Count.nullable(),
    cause: CauseSchema,
    paths: z.array(
      z.object({ path: z.string(), recorded: Json.optional(), replayed: Json.optional() }).strict(),
    ),
    source: SourceSchema.nullable(),
    /** The action of the cassette; `null` where the recording has none, and for the final output. */
    recordedIndex: Count.nullable(),
    /** The action of the replay, in the order its actions were started. */
    replayedIndex: Count.nullable(),
    /** The name of the cause: the resource that changed, the packages that were upgraded, or the action that was replaced. */
    note: z.string().nullable(),
  })
  .strict()
export type Divergence = z.infer<typeof DivergenceSchema>
