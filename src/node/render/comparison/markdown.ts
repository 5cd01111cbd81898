import {
  VERDICTS,
  type Comparison,
  type RunComparison,
} from '../../../core/report/comparison-schema.ts'
import { markdownCode } from '../../../core/words/escape-markdown.ts'
import { foldRuns } from './fold-runs.ts'
import { markdownHead } from './markdown-head.ts'
import { markdownHypotheses, markdownNumbers, markdownSegments } from './markdown-numbers.ts'
import { markdownRun } from './markdown-run.ts'
import { hasChanges, hasOtherAnswers } from './run-changes.ts'
import { formatCount } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import { describeCounted, worstRuns } from './verdict-words.ts'

interface MarkdownOptions {
  /** Identifies the comment where several suites comment on one pull request. */
  key?: string | undefined
  /** In bytes of UTF-8, which are never fewer than GitHub's characters. */
  maxLength?: number
}

/** GitHub takes comments of up to 65,536 characters. */
const MAX_LENGTH = 64_900
/** Bytes that are reserved for runs, however long the rest is. */
const ROOM_FOR_RUNS = 24_000
const MAX_BRIEF = 10

/** The hidden first line by which a comment is found again, to be updated instead of added to. */
export function commentMarker(key?: string): string {
  return key === undefined
    ? '<!-- vitest-replay-comparison -->'
    : `<!-- vitest-replay-comparison: ${key.replace(/[^\w.]+/g, '-')} -->`
}

/**
 * Renders a comparison as GitHub Markdown for the comment on a pull request. It never exceeds `maxLength`: runs
 * without room are counted by verdict.
 */
export function renderComparisonMarkdown(
  comparison: Comparison,
  { key, maxLength = MAX_LENGTH }: MarkdownOptions = {},
): string {
  const runs = worstRuns(comparison.runs)
  const head = [commentMarker(key), ...markdownHead(comparison, runs)].join('\n').trimEnd() + '\n'
  const end = [...briefLines(runs), LEGEND, ''].join('\n')
  const room = maxLength - size(head) - size(end) - 200
  const tail = fitting(
    [
      markdownNumbers(`Numbers over ${describeCounted(comparison)}`, comparison.numbers),
      comparison.critical ? markdownNumbers('Numbers over critical runs', comparison.critical) : [],
      markdownHypotheses(comparison),
      markdownSegments(comparison.segments),
    ],
    room - ROOM_FOR_RUNS,
  )
  return [head, ...detailed(runs, room - size(tail)), ...(tail === '' ? [] : [tail]), end].join(
    '\n',
  )
}

const LEGEND =
  "<sub>Evidence: <b>replay</b>, the base's recording replayed by the head's code (behaviour only); <b>recording</b>, one recording against another (one run is not evidence of better or worse); <b>takes</b>, several recordings a side. p: two-sided, corrected for the number of metrics, for the runs at hand: their takes divided by chance.</sub>"

/** Renders as many runs as there is room for, worst first, and counts the rest by verdict. */
function detailed(runs: readonly RunComparison[], room: number): string[] {
  const folded = foldRuns(runs.filter(hasChanges))
  const parts: string[] = []
  let left = room
  for (const run of folded) {
    const part = `${markdownRun(run)}\n`
    if (size(part) + 1 > left) break
    left -= size(part) + 1
    parts.push(part)
  }
  const rest = folded.slice(parts.length).flatMap(({ run, same }) => [run, ...same])
  if (rest.length === 0) return parts
  const counts = VERDICTS.map(
    (verdict) => [rest.filter((run) => run.verdict === verdict).length, verdict] as const,
  ).filter(([count]) => count > 0)
  const words = counts.map(([count, verdict]) => `${formatCount(count)} ${verdict}`).join(', ')
  return [...parts, `${plural(rest.length, 'more run')} not shown here: ${words}.\n`]
}

/** Lists new, equivalent and identical runs, on a line each. */
function briefLines(runs: readonly RunComparison[]): string[] {
  const lines: string[] = []
  for (const verdict of ['new', 'equivalent', 'identical'] as const) {
    const of = runs.filter((run) => run.verdict === verdict && !hasChanges(run))
    if (of.length === 0) continue
    const list = verdict === 'identical' ? '' : `: ${briefNames(of)}`
    lines.push(`${plural(of.length, 'run')} ${verdict}${list}.`, '')
  }
  return [...lines, ...answerLines(runs.filter(hasOtherAnswers))]
}

function briefNames(runs: readonly RunComparison[]): string {
  const names = runs.slice(0, MAX_BRIEF).map(({ name }) => markdownCode(name, 60))
  return (
    names.join(', ') +
    (runs.length > names.length ? `, and ${runs.length - names.length} more` : '')
  )
}

/** Lists the runs that do what they did, though answers from outside were other ones. */
function answerLines(runs: readonly RunComparison[]): string[] {
  const same = runs.filter((run) => !hasChanges(run))
  if (same.length === 0) return []
  const lines = same.slice(0, MAX_BRIEF).map((run) => {
    const named = run.reasons.filter((_, at) => run.reasonCodes?.[at]?.code === 'other_answer')
    return `- ${markdownCode(run.name, 60)}: ${named.map((reason) => markdownCode(reason, 200)).join(', ')}`
  })
  const more = same.length - lines.length
  return [
    `Answers from outside were other ones in ${plural(same.length, 'run')}, and the agent went on as before:`,
    '',
    ...lines,
    ...(more > 0 ? [`- and ${plural(more, 'more run')}`] : []),
    '',
  ]
}

/** Joins the sections that fit, each whole or not at all. */
function fitting(sections: readonly string[][], room: number): string {
  let text = ''
  for (const section of sections) {
    const next = [text, ...section].filter((line, at) => at > 0 || line !== '').join('\n')
    if (size(next) <= room) text = next
  }
  return text
}

function size(text: string): number {
  return Buffer.byteLength(text)
}
