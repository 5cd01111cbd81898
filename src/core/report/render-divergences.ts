import type { Divergence } from '../divergence/schema.ts'
import { diffText } from '../divergence/text-diff.ts'
import type { JsonValue } from '../json.ts'
import { escapeTerminal } from './escape.ts'

const CAUSES: Record<Divergence['cause'], string> = {
  prompt: 'the prompt changed',
  system_prompt: 'the system prompt changed',
  tool_schema: 'the tools offered to the model changed',
  tool_result: "a tool's result changed",
  model_parameters: 'the model or its parameters changed',
  resource: 'a resource changed',
  clock: 'the clock was read',
  random: 'a random value was used',
  uuid: 'a uuid was made',
  order: 'the order of calls changed',
  extra_call: 'this call was not recorded',
  missing_call: 'this recorded call was not made',
  final_output: 'the final output changed',
  sdk_drift: 'an SDK was upgraded',
  unknown: 'it differs from the recording',
}

const MAX_LINES = 40
const MAX_PATHS = 6

/** Describes divergences for people: first causes with their evidence, consequences as a count. */
export function renderDivergences(divergences: readonly Divergence[]): string[] {
  const lines: string[] = []
  const causes = divergences.filter((divergence) => divergence.firstCause)
  for (const divergence of causes) {
    if (lines.length >= MAX_LINES) {
      lines.push(`... ${causes.length - causes.indexOf(divergence)} more in the report`)
      break
    }
    const at = divergence.source ? ` at ${divergence.source.file}:${divergence.source.line}` : ''
    const where =
      divergence.cause === 'final_output'
        ? ''
        : ` in action ${divergence.index} (${escapeTerminal(divergence.action)})`
    lines.push(`${CAUSES[divergence.cause]}${where}${at}  [${divergence.kind}]`)
    for (const path of divergence.paths.slice(0, MAX_PATHS)) {
      lines.push(`  ${escapeTerminal(path.path)}`)
      lines.push(
        ...renderDifference(path.recorded, path.replayed).map(
          (line) => `    ${escapeTerminal(line)}`,
        ),
      )
    }
    if (divergence.paths.length > MAX_PATHS)
      lines.push(`  ... and ${divergence.paths.length - MAX_PATHS} more paths`)
    const consequences = divergences.filter((other) => other.causedBy === divergence.index).length
    if (consequences > 0)
      lines.push(
        `  followed by ${consequences} ${consequences === 1 ? 'consequence' : 'consequences'}`,
      )
  }
  return lines
}

function renderDifference(
  recorded: JsonValue | undefined,
  replayed: JsonValue | undefined,
): string[] {
  if (recorded === undefined && replayed === undefined) return []
  if (recorded === undefined) return [`+ ${brief(replayed!)}`]
  if (replayed === undefined) return [`- ${brief(recorded)}`]
  if (typeof recorded === 'string' && typeof replayed === 'string')
    return diffText(recorded, replayed, 12)
  return [`- ${brief(recorded)}`, `+ ${brief(replayed)}`]
}

function brief(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.length <= 160 ? text : `${text.slice(0, 160)}...`
}
