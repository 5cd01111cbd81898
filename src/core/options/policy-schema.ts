import { z } from 'zod'
import { isAnswer } from '../checks/predicates.ts'
import { POLICY_EFFECTS } from './policy-effects.ts'

/** Rules by pattern: a kind and a name in which `*` stands for anything. */
export const PolicySchema = z.record(
  z.string(),
  z.union([
    z.enum(POLICY_EFFECTS),
    z
      .custom<{ answer: unknown }>(isAnswer)
      .meta({ expected: "an answer such as { answer: 'reject' }" }),
  ]),
)

/**
 * The effect of the policy on each operation of an agent. The longest pattern that matches decides. An approval can be
 * answered by its rule.
 *
 * @example
 * policy: { 'tool refund': 'serve', 'process git *': 'execute', 'tcp db:5432': 'pass', 'approval refund': { answer: 'reject' } }
 */
export type PolicyOptions = z.infer<typeof PolicySchema>
