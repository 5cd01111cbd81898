import type { ReportAction } from '../../core/report/action-schema.ts'
import type { FaultOutcome } from '../../core/faults/fault.ts'
import type { Contents } from '../../core/report/contents/contents.ts'
import type { Note } from '../../core/report/note-schema.ts'
import { ReplayError } from '../../core/errors.ts'
import type { RunReport } from '../../core/report/schema.ts'
import type { PublishedRun } from '../../protocol/results.ts'
import { isoOf, spanIdOf } from '../context/execution-id.ts'
import { workerState } from '../context/scope.ts'
import type { ObservedAction } from '../pass/observed-action.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import type { FollowPass } from '../pass/run-pass.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { actionFacts, withContents } from './action-facts.ts'
import { interruptedReport } from './interrupted-report.ts'
import { redactPrinted } from '../open-runs/printed.ts'
import { KeptOutput } from './kept-output.ts'
import { isNamedBySecret } from './run-report.ts'
import { openRunLog } from './run-log.ts'

/** The report of a run, published from its start on: until it is updated, the run counts as interrupted. */
export interface RunPublication {
  readonly report: RunReport
  /** Replaces the report. */
  publish(report: RunReport): void
  /** Changes parts of the report; of a run that has not ended, it is made first. */
  update(change: Partial<RunReport>): void
  /** Adds a remark to the report. */
  note(text: string, parent?: number | null): void
  /** Gives the run a score. */
  score(name: string, value: number): void
  /** Adds runs that were made with faults. */
  tried(outcomes: readonly FaultOutcome[]): void
  /** Keeps the recording of a run that failed. */
  keep(cassette: string): void
  /**
   * Replaces secrets in what was published before they were known.
   *
   * @param isChanged An action or the input held one.
   * @param further Replaces more in the texts of the run's file.
   */
  redactAgain(isChanged: boolean, further?: (text: string) => string): void
  /** Shows the actions of a pass while it goes on. */
  follow: FollowPass
}

/** Receives each action of a run as it ends, with the contents that its parts refer to. */
export type RunFollower = (action: ReportAction, contents: Contents) => void

/** Publishes a run before it starts. */
export function publishRun(prepared: PreparedRun, onAction?: RunFollower): RunPublication {
  const { traceId, contents, context } = prepared
  let { redactor } = prepared
  let known: RunReport | undefined
  let ledger: PassLedger | null = null
  const redact = (text: string) => redactPrinted(context, redactor, text)
  let output = new KeptOutput(traceId, redact)
  let over: ((action: ObservedAction) => void) | undefined
  const notes: Note[] = []
  const scores = new Map<string, number>()
  const faults: FaultOutcome[] = []
  const log = openRunLog(prepared)
  let overAt: number | undefined
  const interrupted = () => {
    const now = ledger?.now() ?? 0
    // Once its test is over, all that is said of it names the same time.
    return interruptedReport(prepared, ledger, context.isOver ? (overAt ??= now) : now)
  }
  const current = (): RunReport => {
    const report = known ?? interrupted()
    if (notes.length + scores.size + faults.length === 0) return report
    return {
      ...report,
      ...(faults.length > 0
        ? { faults: faults.map((one) => ({ ...one, end: redact(redactor.text(one.end)) })) }
        : {}),
      ...(notes.length > 0 ? { notes } : {}),
      ...(scores.size > 0
        ? { scores: Array.from(scores, ([name, value]) => ({ name, value })) }
        : {}),
    }
  }
  const score = (name: string, value: number) => {
    if (typeof name !== 'string' || name === '' || !Number.isFinite(value))
      throw new ReplayError('OPTION_INVALID', {
        attempted: 'Failed to score a run',
        reason: `the score ${JSON.stringify(name)} is ${String(value)}`,
        remedy: 'Give it a name and a finite number',
      })
    const known = redact(name)
    // The one that was given last stands last.
    scores.delete(known)
    scores.set(known, value)
  }
  const note = (text: string, parent: number | null = null) => {
    const added = {
      at: isoOf(workerState.date()),
      spanId: parent === null ? null : spanIdOf(traceId, parent),
      text: redact(String(text)),
    }
    notes.push(added)
    log?.note(added)
  }
  const published: PublishedRun = {
    get run() {
      return current()
    },
    get contents() {
      return contents.all
    },
    environment: log?.environment,
    get console() {
      return log && output.lines.length > 0 ? output.lines : undefined
    },
  }
  context.results.push(published)
  return {
    get report() {
      return current()
    },
    publish(report) {
      known = report
      log?.report(current())
    },
    update: (change) => void (known = { ...(known ?? interrupted()), ...change }),
    note,
    score,
    tried: (outcomes) => void faults.push(...outcomes),
    keep: (cassette) => log?.keep(cassette),
    redactAgain(isChanged, further = (text) => text) {
      const again = (text: string) => redact(redactor.text(text))
      const isNamed = isNamedBySecret(prepared, redactor)
      context.fullName = redactor.name(context.fullName)
      const texts = [...notes, ...output.lines]
      const named = [...scores].map(([name, value]) => [again(name), value] as const)
      scores.clear()
      for (const [name, value] of named) scores.set(name, value)
      const redacted = texts.map(({ text }) => again(text))
      if (!isChanged && !isNamed && redacted.every((text, at) => text === texts[at]!.text)) return
      texts.forEach((one, at) => (one.text = redacted[at]!))
      contents.restart()
      log?.redactAgain((text) => further(again(text)))
      if (over) ledger?.actions.forEach(over)
    },
    follow(started) {
      const isFirst = ledger === null
      ledger = started
      // The replay that verifies a recording, and those that measure it, are no part of the run.
      if (!isFirst && started.options.plan === 'replay') return undefined
      redactor = started.options.redactor
      output = new KeptOutput(traceId, redact)
      over = log?.follow(started)
      return {
        over: both(onAction && reportEach(started, prepared, onAction), over),
        printed(text) {
          const line = output.add(text)
          if (line) log?.printed(line)
        },
        noted: note,
        scored: score,
      }
    },
  }
}

type Over = (action: ObservedAction) => void

function both(first: Over | undefined, second: Over | undefined): Over | undefined {
  if (!first || !second) return first ?? second
  return (action) => {
    first(action)
    second(action)
  }
}

function reportEach(
  ledger: PassLedger,
  { traceId, contents }: PreparedRun,
  onAction: RunFollower,
): Over {
  const isReplay = ledger.options.plan === 'replay'
  return (action) => {
    const facts = actionFacts([action], { traceId, isReplay })
    const [described] = withContents(facts, [action], contents, isReplay)
    onAction(described!, contents.all)
  }
}
