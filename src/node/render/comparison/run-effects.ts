import type { RunComparison } from '../../../core/report/comparison-schema.ts'
import { listOf } from './verdict-words.ts'

const MAX_TOOLS = 3

/**
 * Describes changed tool calls and a changed final output in a sentence; `null` where neither changed.
 *
 * @param name Formats the name of a tool.
 */
export function describeEffects(
  { tools, finalOutput }: Pick<RunComparison, 'tools' | 'finalOutput'>,
  name: (tool: string) => string,
): string | null {
  const [less, more] = (['removed', 'added'] as const).map((change) => [
    ...new Set((tools ?? []).filter((step) => step.change === change).map((step) => step.name)),
  ])
  const kept = new Set(
    (tools ?? []).filter(({ change }) => change !== 'removed').map((step) => step.name),
  )
  const gone = less!.filter((tool) => !kept.has(tool))
  const fewer = less!.filter((tool) => kept.has(tool) && !more!.includes(tool))
  const said = [
    ...(gone.length > 0 ? [`no longer calls ${listOf(gone.map(name), MAX_TOOLS)}`] : []),
    ...(fewer.length > 0 ? [`calls ${listOf(fewer.map(name), MAX_TOOLS)} less often`] : []),
    ...(more!.length > 0 ? [`calls ${listOf(more!.map(name), MAX_TOOLS)} where it did not`] : []),
    ...(finalOutput ? ['ends in another output'] : []),
  ]
  if (said.length === 0) return null
  const last = said.pop()!
  return `It ${said.length > 0 ? `${said.join(', ')} and ${last}` : last}.`
}
