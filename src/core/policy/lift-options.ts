import type { PolicyKind, PolicyRule } from './policy-rule.ts'

/** The options that were there before the policy. */
interface OlderOptions {
  /** URLs: prefixes, or texts in which `*` stands for anything. */
  passthrough?: readonly string[] | undefined
  /** Kinds or names of actions. */
  live?: readonly string[] | undefined
}

const ACTION_KINDS = ['llm', 'http', 'tool', 'step', 'process'] as const satisfies PolicyKind[]

/** Turns the older options into rules. */
export function liftOptions({ passthrough = [], live = [] }: OlderOptions): PolicyRule[] {
  return [...passthrough.flatMap(liftAddress), ...live.flatMap(liftLive)]
}

/** Turns the option `replay` of a wrapped function into a rule; `serve` is what happens without one. */
export function liftReplay(
  kind: 'tool' | 'step' | 'approval',
  name: string,
  replay: 'serve' | 'execute',
): PolicyRule | undefined {
  if (replay === 'serve') return undefined
  return { kind, pattern: name, effect: 'execute', origin: 'replay' }
}

function liftAddress(address: string): PolicyRule[] {
  const pattern = address.includes('*') ? address : `${address}*`
  const rule = { pattern, effect: 'pass', origin: 'passthrough' } as const
  if (/^https?:/i.test(address)) return [{ ...rule, kind: 'http' }]
  if (/^tcp:/i.test(address)) return [{ ...rule, kind: 'tcp' }]
  return [
    { ...rule, kind: 'http' },
    { ...rule, kind: 'tcp' },
  ]
}

function liftLive(name: string): PolicyRule[] {
  const rule = { effect: 'execute', origin: 'live' } as const
  const own = ACTION_KINDS.find((kind) => kind === name)
  const named = ACTION_KINDS.map((kind): PolicyRule => ({ ...rule, kind, pattern: name }))
  return own ? [{ ...rule, kind: own, pattern: '*' }, ...named] : named
}
