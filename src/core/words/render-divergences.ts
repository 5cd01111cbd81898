import type { Divergence } from '../divergence/schema.ts'
import { plural } from './plural.ts'
import { diffText } from './text-diff.ts'
import type { JsonValue } from '../json.ts'
import { escapeTerminal } from './escape-terminal.ts'

/** How divergences are rendered. */
export interface RenderOptions {
  /** How many positions the aligned run has, where that is known. */
  positions?: number
  /** What is held together: a recording and its replay (the default), or two releases. */
  sides?: 'replay' | 'releases'
}

/** What a line is, for those who put colours on it. */
export type DivergenceStyle = 'cause' | 'place' | 'recorded' | 'replayed' | 'hint' | 'plain'

/** A line, harmless in a terminal. */
export interface StyledLine {
  style: DivergenceStyle
  text: string
}

const CAUSES: Record<Divergence['cause'], string> = {
  prompt: 'the prompt changed',
  system_prompt: 'the system prompt changed',
  tool_schema: 'the tools offered to the model changed',
  tool_result: 'the result of a tool changed',
  model_parameters: 'the model or its parameters changed',
  model_output: 'what the model had said reads differently',
  request_headers: 'a header of the request changed',
  resource: 'a resource changed',
  clock: 'a clock reading is in it',
  random: 'a random value is in it',
  uuid: 'a generated id is in it',
  order: 'what the model was told came in another order',
  extra_call: 'a call was made that is not in the recording',
  missing_call: 'a recorded call was not made',
  final_output: 'the final output changed',
  sdk_drift: 'an SDK lays out its requests differently',
  unknown: 'was asked something else',
}

const RELEASE_CAUSES: Partial<typeof CAUSES> = {
  extra_call: 'the head makes a call that the base does not make',
  missing_call: 'a call of the base was not made',
}

const MAX_LINES = 30
const MAX_PATHS = 4
/** Of what comes after the first cause, enough to know it by. */
const MAX_OTHERS = 4
const MAX_OTHER_PATHS = 1
const MAX_OTHER_DIFF = 4
const MAX_DIFF = 12

/** Describes divergences for people: what came first with its evidence, what follows from it as a count. */
export function renderDivergences(
  divergences: readonly Divergence[],
  options: RenderOptions = {},
): string[] {
  return styleDivergences(divergences, options).map(({ text }) => text)
}

/** Like `renderDivergences`, with what each line is. */
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
  const title = `${options.isFirst ? 'First cause' : 'Another cause'}: ${describeCause(divergence, options)}`
  const place = [
    `at position ${divergence.index + 1}${options.positions === undefined ? '' : ` of ${options.positions}`}`,
    ...(divergence.cause === 'final_output' ? [] : [describeAction(divergence, options)]),
    ...(source ? [escapeTerminal(`${source.file}:${source.line}`)] : []),
  ]
  const lines = [line('cause', title), line('place', `  ${place.join(', ')}`)]
  const told = divergence.paths.filter(
    ({ recorded, replayed }) => recorded !== undefined || replayed !== undefined,
  )
  const shown = told.slice(0, options.isFirst ? MAX_PATHS : MAX_OTHER_PATHS)
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
  const left = told.length - shown.length
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

/** What happened, in a sentence that is harmless in a terminal. */
export function describeCause(
  { kind, cause, action, note }: Divergence,
  { sides }: RenderOptions = {},
): string {
  const name = escapeTerminal(action)
  const told = note === null ? '' : escapeTerminal(note)
  if (cause === 'final_output') return note ? `the run ended in an error` : CAUSES.final_output
  if (cause === 'resource') return `the resource "${told}" changed`
  if (cause === 'sdk_drift') return `${CAUSES.sdk_drift} (${told})`
  if (kind === 'order') return `${name} came out of the recorded order`
  if (kind === 'output_mismatch') return `${name} gave back something else`
  if (kind === 'action_mismatch') return `${name} was called ${told}`
  if (cause === 'unknown') return `${name} ${CAUSES.unknown}`
  const suffix = told === '' ? '' : `, ${told}`
  const own = sides === 'releases' ? RELEASE_CAUSES[cause] : undefined
  return `${own ?? CAUSES[cause]}${suffix}`
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
