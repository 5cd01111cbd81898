import { plural } from '../../../core/words/plural.ts'
import { formatRatio } from '../../../core/words/format-number.ts'
import { countPositions } from '../../../core/analysis/match-rate.ts'
import type { Cassette, RecordedAction } from '../../../core/cassette/schema.ts'
import { givenBack } from '../../../core/divergence/recorded-side.ts'
import type { Divergence } from '../../../core/divergence/schema.ts'
import type { JsonValue } from '../../../core/json.ts'
import { messageListOf } from '../../../core/matching/conversation.ts'
import { askedOf } from '../../../core/matching/asked-of.ts'
import { alignedPositions, type AlignedPosition } from '../../../core/report/aligned-positions.ts'
import { escapeTerminal } from '../../../core/words/escape-terminal.ts'
import { styleDivergences, type DivergenceStyle } from '../../../core/words/render-divergences.ts'
import type { RunReport } from '../../../core/report/schema.ts'
import { DIVERGENCE_COLORS, paint } from '../text/paint.ts'

interface AgainstOptions {
  /** Columns of the terminal. */
  width: number
  color: boolean
}

const MARKS = {
  same: '=',
  first: '!',
  follows: '~',
  missing: '-',
  extra: '+',
}

const LEGEND = '= same   ! first cause   ~ follows from one   - missing   + extra'

/** Renders a recorded run beside one of its replays, position by position, with the evidence under each first cause. */
export function renderAgainst(cassette: Cassette, run: RunReport, options: AgainstOptions): string {
  const recorded = new Map(cassette.actions.map((action) => [action.index, action]))
  const positions = countPositions(run)
  const column = Math.max(24, Math.floor((options.width - 7) / 2))
  const row = (left: string, mark: string, right: string) =>
    `  ${fit(left, column)} ${mark} ${fit(right, column).trimEnd()}`.trimEnd()
  const put = (style: DivergenceStyle, text: string) => putStyle(style, text, options)
  const rate = run.matchRate === null ? 'no match rate' : `match rate ${formatRatio(run.matchRate)}`
  const lines = [
    escapeTerminal(cassette.header.name),
    `  ${run.status}, ${rate}, ${plural(positions, 'position')}, ${plural(run.divergences.length, 'divergence')}`,
    put('hint', `  ${LEGEND}`),
    '',
    put(
      'hint',
      row(
        `recorded ${cassette.header.recordedAt.slice(0, 10)}`,
        ' ',
        `replayed (${escapeTerminal(run.runId)})`,
      ),
    ),
  ]
  const evidence = (divergence: Divergence) =>
    describeEvidence(divergence, run.divergences, { ...options, positions })
  for (const position of alignedPositions(run)) {
    const own = position.recorded === null ? undefined : recorded.get(position.recorded)
    const mark = markOf(position)
    const [left, right] = [own ? describeRecorded(own) : [''], describeReplayed(position, own)]
    for (let line = 0; line < Math.max(left.length, right.length); line++) {
      const text = row(left[line] ?? '', line === 0 ? mark : ' ', right[line] ?? '')
      lines.push(mark === MARKS.same ? text : put(line === 0 ? 'cause' : 'place', text))
    }
    if (position.divergence) lines.push(...evidence(position.divergence))
  }
  const final = run.divergences.find(({ cause }) => cause === 'final_output')
  const mark = final ? (final.firstCause ? MARKS.first : MARKS.follows) : MARKS.same
  lines.push(row('final output', mark, 'final output'))
  if (final) lines.push(...evidence(final))
  return `${lines.join('\n')}\n`
}

function putStyle(style: DivergenceStyle, text: string, { color }: AgainstOptions): string {
  const own = DIVERGENCE_COLORS[style]
  return color && own ? paint(own, text) : text
}

function markOf({ divergence }: AlignedPosition): string {
  if (!divergence) return MARKS.same
  if (divergence.kind === 'missing_action') return MARKS.missing
  if (divergence.kind === 'extra_action') return MARKS.extra
  return divergence.firstCause ? MARKS.first : MARKS.follows
}

function describeEvidence(
  divergence: Divergence,
  all: readonly Divergence[],
  options: AgainstOptions & { positions: number },
): string[] {
  if (divergence.firstCause) {
    const following = all.filter((other) => other.causedBy === divergence.index)
    return styleDivergences([divergence, ...following], options).map(({ style, text }) =>
      putStyle(style, `      ${text}`, options),
    )
  }
  return [putStyle('hint', `      follows from position ${divergence.causedBy! + 1}`, options)]
}

/** Describes a recorded action: its name, the last of its inputs, its output. */
function describeRecorded(action: RecordedAction): string[] {
  const { asked } = askedOf(action)
  const list = messageListOf(asked.body)
  const inputs = list ? (list.messages.at(-1) ?? null) : asked.body
  const output = givenBack(action)
  return [
    `[${action.index}] ${action.type} ${action.name}`,
    ...(inputs === null ? [] : [`    > ${brief(inputs)}`]),
    ...(output === undefined ? [] : [`    < ${brief(output)}`]),
  ]
}

function describeReplayed(position: AlignedPosition, own: RecordedAction | undefined): string[] {
  const { action, divergence } = position
  if (!action) return ['(not called)']
  const place = action.source ? `  ${action.source.file}:${action.source.line}` : ''
  const title = `[${action.index}] ${action.type} ${action.name}${place}`
  const inputs = divergence?.paths.find(({ path }) => path === 'inputs')?.replayed
  const answered =
    action.treatment === 'mismatched' && action.recorded !== null
      ? `mismatched, answered by ${own?.index === action.recorded ? 'it' : `[${action.recorded}]`}`
      : TREATMENTS[action.treatment]
  return [title, ...(inputs === undefined ? [] : [`    > ${brief(inputs)}`]), `    ${answered}`]
}

const TREATMENTS: Record<NonNullable<AlignedPosition['action']>['treatment'], string> = {
  recorded: 'recorded live',
  equal: 'answered from the recording',
  volatile: 'answered, but for generated values',
  mismatched: 'mismatched, its answer went to a later request',
  executed: 'executed',
  live: 'live',
  blocked: 'blocked',
}

function brief(value: JsonValue): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 400)
}

function fit(text: string, width: number): string {
  const line = escapeTerminal(text.replaceAll('\n', ' '))
  return line.length <= width ? line.padEnd(width) : `${line.slice(0, width - 3)}...`
}
