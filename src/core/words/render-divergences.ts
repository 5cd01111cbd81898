import type { Divergence } from '../divergence/schema.ts'
import { describeCause, type ComparedSides } from './causes.ts'
import { plural } from './plural.ts'
import { diffText } from './text-diff.ts'
import type { JsonValue } from '../json.ts'
import { escapeTerminal } from './escape-terminal.ts'

interface RenderOptions {
  /** The number of positions of the aligned run, where that is known. */
  positions?: number
  /** @default 'replay' */
  sides?: ComparedSides
}

/** The kind of a line, by which a terminal colours it. */
export type DivergenceStyle = 'cause' | 'place' | 'recorded' | 'replayed' | 'hint' | 'plain'

/** A line, harmless in a terminal. */
export interface StyledLine {
  style: DivergenceStyle
  text: string
}

const MAX_LINES = 30
const MAX_PATHS = 4
/** Limits for each cause after the first. */
const MAX_OTHERS = 4
const MAX_OTHER_PATHS = 1
const MAX_OTHER_DIFF = 4
const MAX_DIFF = 12

/** Renders divergences as text: each first cause with its evidence, and its consequences as a count. */
export function renderDivergences(
  divergences: readonly Divergence[],
  options: RenderOptions = {},
): string[] {
  return styleDivergences(divergences, options).map(({ text }) => text)
}

/** Like `renderDivergences`, with the kind of each line. */
export function styleDivergences(
  divergences: readonly Divergence[],
  options: RenderOptions = {},
): StyledLine[] {
  const lines: StyledLine[] = []
  const causes = divergences.filter((divergence) => divergence.firstCause)
  for (const [at, divergence] of causes.entries()) {
    if (lines.length >= MAX_LINES || at > MAX_OTHERS) {
      const left = causes.length - at
      lines.push(line('hint', `... and ${plural(left, 'more cause')} in the report`))
      break
    }
    if (at > 0) lines.push(line('plain', ''))
    const following = divergences.filter((other) => other.causedBy === divergence.index).length
    const room = MAX_LINES - lines.length
    lines.push(...renderCause(divergence, { ...options, isFirst: at === 0, following, room }))
  }
  return lines
}

function renderCause(
  divergence: Divergence,
  options: RenderOptions & { isFirst: boolean; following: number; room: number },
): StyledLine[] {
  const { source } = divergence
  const title = `${options.isFirst ? 'First cause' : 'Another cause'}: ${describeCause(divergence, options.sides)}`
  const place = [
    `at position ${divergence.index + 1}${options.positions === undefined ? '' : ` of ${options.positions}`}`,
    ...(divergence.cause === 'final_output' ? [] : [describeAction(divergence, options)]),
    ...(source ? [escapeTerminal(`${source.file}:${source.line}`)] : []),
  ]
  const lines = [line('cause', escapeTerminal(title)), line('place', `  ${place.join(', ')}`)]
  const withValues = divergence.paths.filter(
    ({ recorded, replayed }) => recorded !== undefined || replayed !== undefined,
  )
  const shown = withValues.slice(0, options.isFirst ? MAX_PATHS : MAX_OTHER_PATHS)
  for (const { path, recorded, replayed } of shown) {
    const most = options.isFirst ? MAX_DIFF : MAX_OTHER_DIFF
    const difference = renderDifference(recorded, replayed, Math.min(most, options.room))
    if (difference.length === 0) continue
    lines.push(line('plain', `    ${escapeTerminal(path)}`))
    for (const text of difference) {
      const style = text.startsWith('-') ? 'recorded' : text.startsWith('+') ? 'replayed' : 'hint'
      lines.push(line(style, `    ${escapeTerminal(text)}`))
    }
    if (lines.length >= options.room) break
  }
  const left = withValues.length - shown.length
  if (left > 0) lines.push(line('hint', `    ... and ${plural(left, 'more path')}`))
  if (options.following > 0) {
    const positions = plural(options.following, 'later position follows', 'later positions follow')
    lines.push(line('plain', `  ${positions} from it`))
  }
  return lines
}

function line(style: DivergenceStyle, text: string): StyledLine {
  return { style, text }
}

function describeAction(
  { action, recordedIndex, replayedIndex }: Divergence,
  { sides }: RenderOptions,
): string {
  const index = recordedIndex ?? replayedIndex
  const side =
    recordedIndex === null ? (sides === 'releases' ? ' of the head' : ' of the replay') : ''
  return escapeTerminal(index === null ? action : `action ${index}${side} (${action})`)
}

function renderDifference(
  recorded: JsonValue | undefined,
  replayed: JsonValue | undefined,
  room: number,
): string[] {
  if (recorded === undefined && replayed === undefined) return []
  if (recorded === undefined) return [`+ ${brief(replayed!)}`]
  if (replayed === undefined) return [`- ${brief(recorded)}`]
  if (typeof recorded === 'string' && typeof replayed === 'string')
    return diffText(recorded, replayed, Math.max(2, room))
  return [`- ${brief(recorded)}`, `+ ${brief(replayed)}`]
}

function brief(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.length <= 160 ? text : `${text.slice(0, 160)}...`
}
