import { z } from 'zod'
import { hasJson } from '../checks/predicates.ts'
import { BodySchema, ChunksSchema } from './body-schema.ts'
import { STATUS_TEXT } from './response-head.ts'
import { JournalSchema, OwnValuesSchema } from './journal.ts'
import { Base64, HeaderList, HeaderName, Index, Json, Milliseconds } from './schema-parts.ts'
import { ProcessFactsSchema } from '../processes/process-schema.ts'
import { StoredRulesSchema } from '../stored-rules.ts'
import { SocketFactsSchema } from '../websocket/socket-schema.ts'
import { McpFactsSchema } from '../mcp/mcp-schema.ts'
import { CASSETTE_VERSION } from './versions.ts'

export * from './body-schema.ts'

/** A value of the user's program: JSON, and the metadata with which superjson restores the rest. */
export const ValueSchema = z
  .object({ json: Json, meta: Json.optional(), base: Index.optional() })
  .strict()
  .refine(hasJson, { message: 'it is missing', path: ['json'] })
export type Value = z.infer<typeof ValueSchema>

/** A thrown error, with all that is needed to throw it again. */
export interface RecordedError {
  name: string
  message: string
  class?: string
  code?: string
  fields?: Value
  cause?: RecordedError
  /** The parts of an `AggregateError`. */
  errors?: RecordedError[]
  /** The names of its own properties that are listed, in their order, and of those that are not, where its kind has others. */
  own?: { shown: string[]; hidden: string[] }
  /** It prints its code in brackets, as errors of Node do. */
  printsCode?: boolean
}
export const RecordedErrorSchema: z.ZodType<RecordedError> = z
  .object({
    name: z.string(),
    message: z.string(),
    class: z.string().optional(),
    code: z.string().optional(),
    fields: ValueSchema.optional(),
    cause: z.lazy(() => RecordedErrorSchema).optional(),
    errors: z.array(z.lazy(() => RecordedErrorSchema)).optional(),
    own: z
      .object({ shown: z.array(z.string()), hidden: z.array(z.string()) })
      .strict()
      .optional(),
    printsCode: z.boolean().optional(),
  })
  .strict()

export const RecordedRequestSchema = z
  .object({
    method: z.string().min(1),
    url: z.string().min(1),
    headers: HeaderList,
    /** Headers that no table knows, each with a short hash of its value. */
    unknownHeaders: z.array(z.tuple([HeaderName, z.string()])).optional(),
    body: BodySchema.optional(),
    /** The bytes that were sent when the exchange was over: there was more to send. */
    unfinished: Index.optional(),
    /** The protocol that carried it, where that is not HTTP/1. It takes no part in matching. */
    protocol: z.literal('h2').optional(),
  })
  .strict()
export type RecordedRequest = z.infer<typeof RecordedRequestSchema>

/** End of a response's body: complete, cut off by the server, or aborted by the client. */
export const ResponseEndSchema = z.enum(['complete', 'truncated', 'aborted'])
export type ResponseEnd = z.infer<typeof ResponseEndSchema>

/**
 * The encoded form of a body, by which it comes back: encoded again with `coding`, or the bytes themselves where that gives
 * others.
 */
export const WireSchema = z
  .object({
    coding: z.string(),
    level: z.number().int().optional(),
    base64: Base64.optional(),
    chunks: ChunksSchema.optional(),
  })
  .strict()
export type Wire = z.infer<typeof WireSchema>

export const RecordedResponseSchema = z
  .object({
    status: z.number().int().min(200).max(999),
    /** Read by `statusTextOf`. */
    statusText: z.string().regex(STATUS_TEXT, 'it holds what no status line can').optional(),
    headers: HeaderList,
    body: BodySchema.optional(),
    /** Present where the body came encoded: it is stored decoded, to be read. */
    wire: WireSchema.optional(),
    end: ResponseEndSchema,
    /** Responses before this one, as 103 is. */
    information: z
      .array(z.object({ status: z.number().int().min(100).max(199), headers: HeaderList }).strict())
      .optional(),
    trailers: HeaderList.optional(),
    /**
     * Present where the response began before the request's body was sent: after how many bytes of the response it went on,
     * and how many of the request had been sent by then; `null` for all of them. The first is that of the head.
     */
    early: z.array(z.tuple([Index, Index.nullable()])).optional(),
    /** The client's error for a truncated body; of a connection that was lost, what undici knows of it. */
    error: RecordedErrorSchema.optional(),
  })
  .strict()
export type RecordedResponse = z.infer<typeof RecordedResponseSchema>

export const ActionTypeSchema = z.enum([
  'llm',
  'http',
  'tool',
  'step',
  'process',
  'approval',
  'websocket',
  'mcp',
])
export type ActionType = z.infer<typeof ActionTypeSchema>

/** Counts of a cache that the provider did not report are left out, or `null` in older cassettes. */
export const UsageSchema = z
  .object({
    inputTokens: z.number().nullable(),
    outputTokens: z.number().nullable(),
    cachedInputTokens: z.number().nullable().optional(),
    cacheWriteTokens: z.number().nullable().optional(),
  })
  .strict()

/** Facts of a model call, in the terms of OpenTelemetry GenAI. */
export const ModelFactsSchema = z
  .object({
    provider: z.string(),
    operation: z.string(),
    model: z.string().nullable(),
    usage: UsageSchema.nullable(),
    costUsd: z.number().nullable(),
    stopReason: z.string().nullable(),
  })
  .strict()
export type ModelFacts = z.infer<typeof ModelFactsSchema>

export const ActionSchema = z
  .object({
    kind: z.literal('action'),
    index: Index,
    type: ActionTypeSchema,
    name: z.string(),
    parent: Index.nullable(),
    /** Milliseconds from the start of the run. */
    start: Milliseconds,
    /** Until the end of a response's body, as far as it was read; of a call, until its end. */
    duration: Milliseconds,
    /** Milliseconds from the start of the action to a response's headers. */
    timeToHeadersMs: Milliseconds.optional(),
    outcome: z.enum(['success', 'error']),
    /** `true` if the function returned a promise. */
    async: z.boolean().optional(),
    inputs: ValueSchema.optional(),
    /** The object that a method was called on: a short hash of each field that is plain data. */
    receiver: z.record(z.string(), z.string()).optional(),
    outputs: ValueSchema.optional(),
    error: RecordedErrorSchema.optional(),
    request: RecordedRequestSchema.optional(),
    response: RecordedResponseSchema.optional(),
    llm: ModelFactsSchema.optional(),
    process: ProcessFactsSchema.optional(),
    websocket: SocketFactsSchema.optional(),
    mcp: McpFactsSchema.optional(),
  })
  .strict()
export type RecordedAction = z.infer<typeof ActionSchema>

export const HeaderSchema = z
  .object({
    cassette: z.literal(CASSETTE_VERSION),
    kind: z.literal('header'),
    runId: z.string(),
    name: z.string(),
    agent: z.string().nullable(),
    workflow: z.string().nullable(),
    tags: z.array(z.string()),
    release: z.string().nullable(),
    input: ValueSchema.optional(),
    /** A hash for each resource (prompt, tool schema, model) the user named. */
    resources: z.record(z.string(), z.string()),
    /** The recording that this one left at an action, with a hash of its file. */
    forkOf: z.object({ runId: z.string(), at: Index, hash: z.string() }).strict().optional(),
    /** The version of the table of headers with a meaning: those of it that are missing in a request were not sent. */
    headerTable: z.number().int().positive().optional(),
    /** The rules of the test about what is the same: two recordings are compared with them as well. */
    rules: StoredRulesSchema.optional(),
    environment: z
      .object({
        node: z.string(),
        platform: z.string(),
        packages: z.record(z.string(), z.string()),
        /** The zone and the locale that texts of local time were written in. */
        timezone: z.string().optional(),
        locale: z.string().optional(),
      })
      .strict(),
    recordedAt: z.string(),
  })
  .strict()
export type CassetteHeader = z.infer<typeof HeaderSchema>

export const CassetteTotalsSchema = z
  .object({
    actions: Index,
    duration: Milliseconds,
    costUsd: z.number().nullable(),
    inputTokens: z.number().nullable(),
    outputTokens: z.number().nullable(),
  })
  .strict()
export type CassetteTotals = z.infer<typeof CassetteTotalsSchema>

export const EndSchema = z
  .object({
    kind: z.literal('end'),
    status: z.enum(['success', 'error']),
    stopReason: z.string().nullable(),
    output: ValueSchema.optional(),
    error: RecordedErrorSchema.optional(),
    totals: CassetteTotalsSchema,
    /** `true` if the run was replayed from this cassette right after recording and agreed with it. */
    verified: z.boolean(),
    /** Milliseconds from the start to the agent's return, where an answer came later than that. */
    returnedAt: Milliseconds.optional(),
    /** The checksum of all lines, which tells a file that was changed since; in the file alone. */
    checksum: z.string().optional(),
    /** Ids that the run generates itself, and times that no journal gives: they had other values when the recording was verified. */
    volatile: z.array(z.string()).optional(),
    /** Ids that are made of a secret: as recorded, and as each replay makes them of what stands for the secret. */
    derived: z.array(z.tuple([z.string(), z.string()])).optional(),
    /** Headers that no table knows and that were others when it was verified; variables of processes as `$NAME`; fields of
     * receivers as `this.<name> of <action>`. */
    varyingHeaders: z.array(z.string()).optional(),
    /**
     * The secrets behind the placeholders, each with its hash or the reason for none, and the variables that held it where its
     * placeholder does not name them; absent in older cassettes.
     */
    secrets: z
      .array(
        z.union([
          z.tuple([z.string(), z.string()]),
          z.tuple([z.string(), z.string(), z.array(z.string())]),
        ]),
      )
      .optional(),
    /** Those of the placeholders that stand where the run had not named the secret yet. */
    late: z.array(z.string()).optional(),
    /** The names of variables with keys for what was called that were set while it was recorded; never a value. */
    credentials: z.array(z.string()).optional(),
    /** Requests that go on whatever the agent does, and their answers: no part of the run. */
    background: z.array(ActionSchema).optional(),
    /** The names of runs that were open while it was recorded, of a recording that its own replay did not match. */
    beside: z.array(z.string()).optional(),
    /** The journal of clock readings and random values. */
    environment: JournalSchema.optional(),
    own: OwnValuesSchema.optional(),
  })
  .strict()
export type CassetteEnd = z.infer<typeof EndSchema>

/** A line of a cassette file. */
export const CassetteLineSchema = z.discriminatedUnion('kind', [
  HeaderSchema,
  ActionSchema,
  EndSchema,
])
export type CassetteLine = z.infer<typeof CassetteLineSchema>

/** A recorded run. `end` is `null` when the recording was interrupted. */
export interface Cassette {
  header: CassetteHeader
  actions: RecordedAction[]
  end: CassetteEnd | null
}
