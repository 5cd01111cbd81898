import { z } from 'zod'
import { POLICY_EFFECTS } from './policy-effects.ts'

/** Rules by pattern: a kind and a name in which `*` stands for anything. */
export const PolicySchema = z.record(z.string(), z.enum(POLICY_EFFECTS))

/**
 * The effect of the policy on each operation of an agent. The longest pattern that matches decides.
 *
 * @example
 * policy: { 'tool refund': 'serve', 'process git *': 'execute', 'tcp db:5432': 'pass', 'tool delete*': 'refuse' }
 */
export type PolicyOptions = z.infer<typeof PolicySchema>
