import { signalsOf } from '../../analysis/signals.ts'
import { readError } from '../../report/action-codec/error-facts.ts'
import type {
  PerformedAction,
  PerformedRun,
  Recording,
  Replay,
  RunSource,
} from './performed-run.ts'
import { performedToolCalls } from './tool-calls.ts'

type Signals = Pick<PerformedRun, 'stopReason' | 'errorClass' | 'repeatedToolCalls'>

/** Where the parts of a run come from; each is read when it is first asked for. */
export interface RunParts {
  actions(): readonly PerformedAction[]
  end(): PerformedRun['end']
  /** Where they are known; else they are drawn from the actions. */
  signals?: Signals
  from: RunSource
}

/** A run of which nothing is read before it is asked for: of ten thousand, most are equal and never looked into. */
export class LazyRun implements PerformedRun {
  readonly from: RunSource
  readonly #parts: RunParts
  #actions: readonly PerformedAction[] | undefined
  #end: PerformedRun['end'] | undefined
  #signals: Pick<Signals, 'stopReason' | 'errorClass'> | undefined
  #repeated: number | undefined

  constructor(parts: RunParts) {
    this.from = parts.from
    this.#parts = parts
    this.#signals = parts.signals
  }

  get actions(): readonly PerformedAction[] {
    return (this.#actions ??= this.#parts.actions())
  }

  get end(): PerformedRun['end'] {
    if (this.#end === undefined) this.#end = this.#parts.end()
    return this.#end
  }

  get stopReason(): string {
    return this.#ending().stopReason
  }

  get errorClass(): string | null {
    return this.#ending().errorClass
  }

  /** @note Apart from the others: the calls of all models are read for it. */
  get repeatedToolCalls(): number {
    this.#repeated ??= this.#parts.signals?.repeatedToolCalls ?? countRepeats(this.actions)
    return this.#repeated
  }

  #ending(): Pick<Signals, 'stopReason' | 'errorClass'> {
    return (this.#signals ??= drawSignals(this))
  }
}

type RecordingFacts = Omit<Recording, keyof PerformedRun>

/** A recording that is read when it is asked for. */
export class LazyRecording extends LazyRun implements Recording {
  readonly runId: string
  readonly recordedAt: string
  readonly release: string | null
  readonly resources: Recording['resources']
  readonly packages: Recording['packages']
  readonly costUsd: number | null
  readonly tokens: number | null
  readonly durationMs: number | null
  readonly status: Replay['status'] | null

  constructor(parts: RunParts, facts: RecordingFacts) {
    super(parts)
    this.runId = facts.runId
    this.recordedAt = facts.recordedAt
    this.release = facts.release
    this.resources = facts.resources
    this.packages = facts.packages
    this.costUsd = facts.costUsd
    this.tokens = facts.tokens
    this.durationMs = facts.durationMs
    this.status = facts.status ?? null
  }
}

type ReplayFacts = Omit<Replay, keyof PerformedRun>

/** A replay that is read when it is asked for. */
export class LazyReplay extends LazyRun implements Replay {
  readonly recording: Replay['recording']
  readonly status: Replay['status']
  readonly matchRate: number | null
  readonly determinism: number | null
  readonly divergences: Replay['divergences']
  readonly volatile: number
  readonly tolerated: number
  readonly changedResources: readonly string[]

  constructor(parts: RunParts, facts: ReplayFacts) {
    super(parts)
    this.recording = facts.recording
    this.status = facts.status
    this.matchRate = facts.matchRate
    this.determinism = facts.determinism
    this.divergences = facts.divergences
    this.volatile = facts.volatile
    this.tolerated = facts.tolerated
    this.changedResources = facts.changedResources
  }
}

function drawSignals(run: PerformedRun): Pick<Signals, 'stopReason' | 'errorClass'> {
  const { stop_reason, error_class } = signalsOf({
    spans: run.actions.map((action) => ({
      index: action.index,
      type: action.type,
      name: action.name,
      parent: action.parent,
      recordedDuration: action.duration,
      timeToHeadersMs: action.timeToHeadersMs,
      stopReason: action.llm?.stopReason ?? null,
      error: action.error && readError(action.error),
      status: action.status,
      blocked: action.outcome === 'blocked',
    })),
    toolCalls: [],
    end: run.end && { error: run.end.error && readError(run.end.error) },
  })
  return { stopReason: stop_reason, errorClass: error_class }
}

function countRepeats(actions: readonly PerformedAction[]): number {
  const calls = performedToolCalls(actions).map(({ name, key }) => JSON.stringify([name, key]))
  return calls.length - new Set(calls).size
}

/** Counts the calls that repeat an earlier one. */
export function countRepeated(tools: ReadonlyArray<{ count: number }>): number {
  return tools.reduce((sum, { count }) => sum + count - 1, 0)
}
