import type { AppliedPolicy, Receipt } from '../report/receipt-schema.ts'
import type { ReplayReport } from '../report/schema.ts'
import { formatCount } from './format-number.ts'
import { plural } from './plural.ts'

/** The maximum number of rows of a list. */
const MAX_ROWS = 5

/** The counts of what was served, besides those that are equal. */
const SERVED = ['volatile', 'mismatched'] as const satisfies ReadonlyArray<keyof Receipt>

/** The other counts of a receipt in words, in the order in which they are shown. Zeros are left out, except where `always`. */
const COUNTS = [
  { key: 'served', one: 'served', always: true },
  { key: 'live', one: 'live', always: true },
  { key: 'blocked', one: 'blocked' },
  { key: 'unserved', one: 'unserved' },
  { key: 'background', one: 'background' },
  { key: 'processes', one: 'child process', many: 'child processes' },
  { key: 'attributed', one: 'attributed' },
  { key: 'unhandled', one: 'outside of runs' },
] as const satisfies ReadonlyArray<{
  key: keyof Receipt
  one: string
  many?: string
  always?: boolean
}>

type Count = (typeof COUNTS)[number]['key'] | (typeof SERVED)[number]

/** The parts of a receipt that are rendered: that of a run, or the totals of all. */
export type CountedReceipt = { [Key in Count]?: number | undefined } & {
  policy?: readonly AppliedPolicy[] | undefined
  continued?: number | undefined
  journalFull?: true | undefined
  editedCassette?: true | undefined
  notLookedFor?: number | undefined
}

/** Renders a receipt; zeros are left out, but for served and live. */
export function renderReceipt(receipt: CountedReceipt): string {
  const parts = COUNTS.flatMap((words) => {
    const count = receipt[words.key] ?? 0
    if (count === 0 && !('always' in words)) return []
    const many = 'many' in words ? words.many : words.one
    const text = plural(count, words.one, many)
    return [words.key === 'served' ? `${text}${renderServed(receipt)}` : text]
  })
  parts.push(...countEffects(receipt.policy ?? []))
  if (receipt.continued)
    parts.push(`${formatCount(receipt.continued)} reads of clock or chance beyond those recorded`)
  if (receipt.journalFull) parts.push('journal of clock and chance full')
  if (receipt.editedCassette) parts.push('cassette changed since it was recorded')
  if (receipt.notLookedFor)
    parts.push(`${plural(receipt.notLookedFor, 'secret')} not looked for without a name`)
  return parts.join(', ')
}

function renderServed(receipt: CountedReceipt): string {
  const parts = SERVED.flatMap((key) =>
    receipt[key] ? [`${formatCount(receipt[key])} ${key}`] : [],
  )
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

/** Effects that take more than their own word. */
const EFFECTS: Record<string, string> = {
  gateway: 'through a gateway (what a process sends around it is not seen)',
}

/** Counts what a policy decided, by effect; what is counted as background or as a child process is not counted again. */
function countEffects(applied: readonly AppliedPolicy[]): string[] {
  const counts = new Map<string, number>()
  for (const { kind, effect, count, origin } of applied) {
    const isNamed = origin === 'built-in' || (kind === 'process' && effect === 'executed')
    if (!isNamed) counts.set(effect, (counts.get(effect) ?? 0) + count)
  }
  return [...counts].map(([effect, count]) => `${formatCount(count)} ${EFFECTS[effect] ?? effect}`)
}

/** Describes an effect of the policy: what it happened to, how often, and the rule. */
export function describeEffect({ kind, name, effect, rule, origin, count }: AppliedPolicy): {
  subject: string
  effect: string
  by: string
} {
  const times = count === 1 ? '' : ` ${formatCount(count)} times`
  const by = rule === null ? 'no rule' : `${ORIGINS[origin ?? 'call']} ${rule}`
  return { subject: `${kind} ${name}`, effect: `${EFFECTS[effect] ?? effect}${times}`, by }
}

/** Describes requests that were made while no run was open. */
function describeUnhandled({ host, file, test, effect, count }: UnhandledRow): string {
  const times = plural(count, 'request')
  const made = effect === 'refused' ? 'refused' : 'made'
  return `${times} to ${host} ${made} outside of runs, in ${file}${test === null ? '' : ` > ${test}`}`
}

/** Lists such requests, as far as there is room. */
export function listUnhandled({ unhandled = [] }: Pick<ReplayReport, 'unhandled'>): string[] {
  const lines = unhandled.slice(0, MAX_ROWS).map(describeUnhandled)
  const left = unhandled.length - lines.length
  return left > 0 ? [...lines, `... and ${plural(left, 'more row')} in the report`] : lines
}

type UnhandledRow = NonNullable<ReplayReport['unhandled']>[number]

const ORIGINS = {
  'built-in': 'the built-in rule',
  plugin: 'the rule',
  call: 'the rule',
  passthrough: 'the option passthrough:',
  live: 'the option live:',
  replay: 'the option replay:',
} as const satisfies Record<NonNullable<AppliedPolicy['origin']>, string>
