/** The effects of a policy rule. */
export const POLICY_EFFECTS = ['serve', 'execute', 'gateway', 'pass', 'drop', 'refuse'] as const
export type PolicyEffect = (typeof POLICY_EFFECTS)[number]
