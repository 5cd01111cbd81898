/** The effects of a policy rule. */
export const POLICY_EFFECTS = ['serve', 'execute', 'pass', 'drop', 'refuse'] as const
export type PolicyEffect = (typeof POLICY_EFFECTS)[number]
