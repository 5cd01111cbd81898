import type { ReplayReport } from '../../../src/report.ts'
import type { Expected } from './expected-causes.ts'

type Run = ReplayReport['runs'][number]
type Measured = NonNullable<Run['determinism']>

interface Finding {
  cause: string
  source: { file: string; line: number } | null
}

/** An agent, as it is and as it was measured. */
export interface JudgedAgent {
  name: string
  expected: Expected
  score: number | null
  /** Every cause that a finding names, the most frequent first; empty without findings. */
  causes: string[]
  /** The verdict on the named lines: `none` where the cause is no read. */
  line: 'right' | 'wrong' | 'missing' | 'none'
  places: string[]
  /** The violation of the rule; `null` where there is none. */
  wrong: string | null
}

/** Compares the measured causes with the known ones of each agent. */
export function judgeAgents(
  expected: Map<string, Expected>,
  measured: ReplayReport,
): JudgedAgent[] {
  const runs = new Map(measured.runs.map((run) => [run.agent, run]))
  return [...expected].map(([name, known]) => judge(name, known, runs.get(name)?.determinism))
}

function judge(
  name: string,
  expected: Expected,
  measured: Measured | null | undefined,
): JudgedAgent {
  const findings = (measured?.findings ?? []) as unknown as Finding[]
  const causes = byFrequency(findings.map(({ cause }) => cause))
  const sources = findings.flatMap(({ cause, source }) =>
    source && cause === expected.cause ? [source] : [],
  )
  const places = [...new Set(sources.map(({ file, line }) => `${file}:${line}`))]
  const isRight = ({ file, line }: NonNullable<Finding['source']>) =>
    file === expected.file && expected.lines.includes(line)
  const line =
    expected.lines.length === 0
      ? 'none'
      : sources.length === 0
        ? 'missing'
        : sources.every(isRight)
          ? 'right'
          : 'wrong'
  const score = measured?.score ?? null
  const judged = { name, expected, score, causes, line, places } as const
  return { ...judged, wrong: findFault(judged) }
}

function findFault({
  expected,
  score,
  causes,
  line,
  places,
}: Omit<JudgedAgent, 'wrong'>): string | null {
  if (score === null) return 'was not measured'
  if (expected.cause === null)
    return score === 100 ? null : `scores ${score} (${causes.join(', ')}) and is deterministic`
  if (score === 100) return `scores 100 in spite of ${expected.cause}`
  // A second, invented cause would send the reader to the wrong place.
  if (causes.length !== 1 || causes[0] !== expected.cause)
    return `is said to be ${causes.join(', ') || 'without a cause'}, and is ${expected.cause}`
  if (line === 'missing') return 'names no line'
  if (line === 'wrong')
    return `names ${places.join(', ')}, not ${expected.file}:${expected.lines.join(' or ')}`
  return null
}

function byFrequency(names: string[]): string[] {
  const count = (name: string) => names.filter((other) => other === name).length
  return [...new Set(names)].sort((a, b) => count(b) - count(a))
}

const CAUSES = [
  'clock',
  'random',
  'uuid',
  'arrival_order',
  'chunking',
  'timezone',
  'locale',
  'environment',
  'unknown',
  'none',
]
const LINES = ['right', 'wrong', 'missing'] as const

/**
 * Expected causes down, reported ones across (`none`: a score of 100); the diagonal is right. A count is left out where it is 0.
 */
export function confusionTable(agents: JudgedAgent[]): string[][] {
  const reported = ({ score, causes }: JudgedAgent) =>
    score === null ? 'not measured' : score === 100 ? 'none' : (causes[0] ?? 'unknown')
  const show = (found: JudgedAgent[]) => (found.length === 0 ? '' : String(found.length))
  const across = [...CAUSES, 'not measured']
  const rows = CAUSES.flatMap((cause) => {
    const row = agents.filter(({ expected }) => (expected.cause ?? 'none') === cause)
    if (row.length === 0) return []
    return [
      [
        cause,
        show(row),
        ...across.map((column) => show(row.filter((agent) => reported(agent) === column))),
        ...LINES.map((line) => show(row.filter((agent) => agent.line === line))),
        scoreRange(row),
      ],
    ]
  })
  return [['', 'agents', ...across, ...LINES.map((line) => `line ${line}`), 'scores'], ...rows]
}

function scoreRange(agents: JudgedAgent[]): string {
  const scores = agents.flatMap(({ score }) => (score === null ? [] : [score]))
  const [least, most] = [Math.min(...scores), Math.max(...scores)]
  if (scores.length === 0) return ''
  return least === most ? String(least) : `${least}-${most}`
}

/** One line an agent; in front of it an x where the rule is broken. */
export function agentTable(agents: JudgedAgent[]): string[][] {
  const rows = agents.map(({ name, expected, score, causes, places, wrong }) => [
    wrong ? 'x' : '',
    score === null ? '-' : String(score),
    expected.cause ?? 'none',
    causes.join(', ') || 'none',
    places.join(', '),
    name,
  ])
  return [['', 'score', 'expected', 'reported', 'line', 'agent'], ...rows]
}

/** A table in columns, for the terminal. */
export function renderTable(rows: string[][]): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
