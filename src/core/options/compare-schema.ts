import { z } from 'zod'
import { option } from './option.ts'

const path = z
  .string()
  .min(1)
  .meta({ description: 'The JSON path; `[*]` for every index, `.*` for every field.' })

const ToleranceRuleSchema = z.union([
  z.strictObject({
    path,
    absolute: z
      .number()
      .gt(0)
      .meta({ description: 'How far a number may be from the recorded one.' }),
  }),
  z.strictObject({
    path,
    relative: z.number().gt(0).lt(1).meta({
      description: 'The same as a share of the recorded number: 0.05 for five percent.',
    }),
  }),
  z.strictObject({
    path,
    unordered: z
      .literal(true)
      .meta({ description: 'The order of an array or a set does not count.' }),
  }),
  z.strictObject({
    path,
    withinMs: z.number().gt(0).meta({
      description: 'How many milliseconds a date, or a text in ISO 8601, may be off.',
    }),
  }),
])

/**
 * A difference that is allowed at a place of an output, addressed by JSON path (`[*]` for every index, `.*` for every field):
 * a number by an amount or a share of the recorded one, an array by its order, a date by milliseconds.
 */
export type ToleranceRule = z.infer<typeof ToleranceRuleSchema>

export const CompareOptionsSchema = z.strictObject({
  output: option(z.array(ToleranceRuleSchema), "Rules for the run's final output."),
  actions: option(
    z.record(z.string(), z.array(ToleranceRuleSchema)),
    "Rules for the outputs of executed tools and steps, and for the answers of services where two recordings are compared, by the action's name.",
  ),
})

/** Tolerances for outputs; without them, outputs have to be equal. Requests are never compared with tolerance. */
export type CompareOptions = z.infer<typeof CompareOptionsSchema>
