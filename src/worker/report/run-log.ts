import {
  consoleEvent,
  createdFromStart,
  noteEvent,
  reportedEvent,
} from '../../core/run-events/events-of-run.ts'
import type { ConsoleLine, ExecutionPlace, RunEvent } from '../../core/run-events/schema.ts'
import { planRun } from '../../core/cassette/record-mode.ts'
import type { JsonValue } from '../../core/json.ts'
import type { Omitted } from '../../core/report/action-schema.ts'
import type { Note } from '../../core/report/note-schema.ts'
import type { RunReport } from '../../core/report/schema.ts'
import type { WorkerOptions } from '../../protocol/options.ts'
import { ownStart } from '../../storage/lock.ts'
import { appendToRun, changeRunLines, createRunFile } from '../../storage/run-store/run-files.ts'
import { isoOf } from '../context/execution-id.ts'
import { workerState } from '../context/scope.ts'
import { sharedState } from '../context/test-context.ts'
import type { ObservedAction } from '../pass/observed-action.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import { tryDescribeInput } from '../prepare/describe-input.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { actionFacts, withContents } from './action-facts.ts'
import { redactLine } from './redact-line.ts'
import { startOf } from './run-report.ts'

/** The log of a run in the store: its start, and while somebody listens or it is recorded, what happens in it. */
export interface RunLog {
  readonly environment: ExecutionPlace
  /** Returns what writes the actions of a pass; `undefined` where the main process writes them at the end. */
  follow(ledger: PassLedger): ((action: ObservedAction) => void) | undefined
  printed(line: ConsoleLine): void
  note(note: Note): void
  report(run: RunReport): void
  /** Replaces secrets in what was written before they were known; its actions are written again. */
  redactAgain(text: (text: string) => string): void
  keep(cassette: string): void
}

/** The most characters of a recording that is kept with its run. */
const MOST_OF_RECORDING = 32 * 1024 * 1024

/** Opens the log of a run; `null` where none is kept. */
export function openRunLog(prepared: PreparedRun): RunLog | null {
  const { store, root } = sharedState.file!.options
  if (store === undefined || prepared.learns) return null
  const { traceId, contents } = prepared
  const environment = environmentOf(store)
  const file = new RunFile(root, traceId)
  const plan = planRun(prepared.choice.mode, prepared.found.kind)
  const mode = plan === 'record' || plan === 'extend' ? plan : 'replay'
  const created = createdFromStart(
    { ...startOf(prepared), project: store.project, mode, ...packInput(prepared, mode) },
    {
      traceId,
      environment,
      contents: contents.takeNew(),
      recordedActions: mode === 'record' ? undefined : recordedBy(prepared),
    },
  )
  file.create(created)
  let isLive = store.live || mode !== 'replay'
  /** @note Nothing is added after the end of the test. */
  const write = (event: RunEvent) => {
    if (isLive && !prepared.context.isOver) file.append(event)
  }
  return {
    environment,
    printed: (line) => write(consoleEvent(traceId, line)),
    note: (note) => write(noteEvent(traceId, note)),
    report: (run) => write({ ...reportedEvent(traceId, run), contents: contents.takeNew() }),
    redactAgain(text) {
      if (prepared.context.isOver) return
      file.change((line) => redactLine(line, text))
    },
    keep(cassette) {
      if (cassette.length > MOST_OF_RECORDING) return
      write({ event: 'cassette', traceId, at: isoOf(workerState.date()), text: cassette })
    },
    follow(ledger) {
      const isReplay = ledger.options.plan === 'replay'
      isLive = store.live || !isReplay
      if (!isLive) return undefined
      return (action) => {
        const facts = actionFacts([action], { traceId, isReplay })
        const [described] = withContents(facts, [action], contents, isReplay)
        const at = isoOf(workerState.date())
        const found = { action: described!, contents: contents.takeNew() }
        write({ event: 'action_created', traceId, at, ...found })
      }
    },
  }
}

function recordedBy({ found }: PreparedRun): number | undefined {
  return found.kind === 'nothing' ? undefined : found.cassette.actions.length
}

/** @note Of a replay, the recorded input is at hand: nothing is printed and redacted anew. */
function packInput(
  prepared: PreparedRun,
  mode: RunReport['mode'],
): { input?: JsonValue; omitted?: Omitted[] } {
  const { found, contents } = prepared
  const recorded = mode === 'replay' && found.kind !== 'nothing' ? found.cassette.header : undefined
  const value = recorded ? recorded.input : tryDescribeInput(prepared)
  if (!value) return {}
  const omitted: Omitted[] = []
  const input = contents.value(value.json, 'input', omitted)
  return {
    ...(input === undefined ? {} : { input }),
    ...(omitted.length > 0 ? { omitted } : {}),
  }
}

function environmentOf(store: NonNullable<WorkerOptions['store']>): ExecutionPlace {
  const started = ownStart()
  return {
    release: store.release ?? null,
    packageVersion: store.packageVersion ?? null,
    sha: store.sha ?? null,
    ciJob: store.ciJob ?? null,
    session: store.session,
    worker: {
      id: process.env['VITEST_WORKER_ID'] ?? null,
      pid: process.pid,
      ...(started === undefined ? {} : { processStarted: started }),
    },
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}

/** Said once a worker: what cannot be kept fails no test. */
let isBroken = false

/** The file of a run, as long as it can be written. */
class RunFile {
  readonly #root: string
  readonly #traceId: string
  #isOpen = false

  constructor(root: string, traceId: string) {
    this.#root = root
    this.#traceId = traceId
  }

  create(event: RunEvent): void {
    this.#try(() => createRunFile(this.#root, this.#traceId, lineOf(event)))
    this.#isOpen = !isBroken
  }

  append(event: RunEvent): void {
    if (!this.#isOpen) return
    this.#try(() => appendToRun(this.#root, this.#traceId, lineOf(event)))
  }

  change(line: (line: string) => string): void {
    if (!this.#isOpen) return
    this.#try(() => changeRunLines(this.#root, this.#traceId, line))
  }

  #try(write: () => void): void {
    if (isBroken) return
    try {
      write()
    } catch (error) {
      isBroken = true
      this.#isOpen = false
      console.warn(
        `[vitest-replay] Failed to keep a run in .vitest-replay/runs: ${(error as Error).message}. Runs of this worker are not kept; the results of the tests do not depend on it.`,
      )
    }
  }
}

function lineOf(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`
}
