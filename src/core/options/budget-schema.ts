import { z } from 'zod'
import { option } from './option.ts'
import { CountSchema } from './shared-options.ts'

const BudgetSchema = z.strictObject({
  usd: option(
    z.number().min(0),
    'US dollars that the recording cost. An unknown price exceeds any limit.',
  ),
  actions: option(CountSchema, 'How many actions the run may make.'),
  steps: option(CountSchema, 'How many calls of models the run may make.'),
  toolCalls: option(CountSchema, 'How many calls of tools the run may make.'),
  seconds: option(z.number().positive(), 'How long the run may take when it is recorded.'),
  tokens: option(CountSchema, 'Input and output tokens together.'),
  repeatedCalls: option(
    CountSchema,
    'Number of times that one call (same name and inputs) may be made.',
  ),
  repeatedWrites: option(
    CountSchema,
    'Number of times that one write to a service (a `POST` or `PATCH` with the same URL and body) may take effect: those with one `idempotency-key` count once.',
  ),
})

/** Limits of a run. They end a recording that reaches them; a replay is judged when it is over. */
export type Budget = z.infer<typeof BudgetSchema>

export const RunBudgetSchema = BudgetSchema.extend({
  extraActions: option(
    CountSchema,
    'How many actions a replay may make beyond the recorded ones. One more ends the run; the rest of a budget is judged after it.',
    'twice the recorded number, at least 10',
  ),
})

/** Limits of a run, and of how far a replay may go beyond its recording. */
export type RunBudget = z.infer<typeof RunBudgetSchema>
