import { type BegunTimer, workerState } from '../context/scope.ts'
import { nextTurn } from '../context/timers.ts'
import { awaitBegunWork } from './await-begun-work.ts'
import { endIfStuck, givenUp, type GivenUp, type OnAnswer } from './given-up.ts'
import type { OpenExchange } from './open-exchange.ts'
import { skipWaits, type SkippedPass } from './skip-waits.ts'

/** The part of a test's time that is kept for what follows on the run. */
const KEPT_FOR_TEST = 0.1

/** The resources of the event loop that are an operation on a file, or a look-up of a name. */
const OPERATIONS = /^(FSReq|GetAddrInfoReq)/
/** The resource that is the end of an operation on a file. Node lists it until it is collected as garbage. */
const CLOSING = /^CloseReq/

/** The parts of a run that tell what is under way. */
export interface BegunParts {
  /** The names of requests that are not decided on. */
  undecided(): readonly string[]
  /** The exchanges whose answer or body a client waits for. */
  exchanges(): readonly OpenExchange[]
  /** The names of functions that run. */
  functions(): readonly string[]
  /** Milliseconds in which functions are waited for. */
  functionTime: number
  /** Grows with every event of the run. */
  progress(): number
  /** `true` while a replay has not had all that was recorded. */
  isExpecting(): boolean
  /** Timers of which nothing came in the recording need not be waited for: the clock of the run is a recorded one. */
  mayHurry: boolean
}

/** The work that a run has begun and that has not ended. */
export class RunWork {
  /** The timers that its code has set. */
  readonly timers = new Set<BegunTimer>()
  /** Timers that are too long to be work, where waits are skipped. */
  readonly waits = new Set<BegunTimer>()
  readonly #parts: BegunParts
  readonly #givenUp: GivenUp[] = []
  /** Files whose closing is listed, and was before the run. */
  #closedBefore = countResources(CLOSING)

  constructor(parts: BegunParts) {
    this.#parts = parts
  }

  /** Returns `true` if nothing is under way but a number of calls that are not answered, as requests that are not decided on. */
  isStill(undecided: number): boolean {
    const { undecided: requests, functions, exchanges } = this.#parts
    return (
      requests().length <= undecided &&
      functions().length === 0 &&
      exchanges().length === 0 &&
      this.#pauses() === 0
    )
  }

  /**
   * Waits until all has ended.
   *
   * @returns The names of what has not at the bound: `until`, or the end of the test.
   */
  async waitForEnd(until: number, deadline: number | undefined): Promise<string[]> {
    const started = workerState.now()
    const { progress, isExpecting } = this.#parts
    const calls = () => this.#callsUnderWay(started)
    const end = await awaitBegunWork(
      {
        calls: () => calls().length,
        pauses: () => this.#pauses(),
        progress,
        isExpecting,
        hurry: () => this.#hurry(),
      },
      Math.min(until, lastMoment(deadline)),
      { now: workerState.now, nextTurn, sleep },
    )
    return end === 'bound' ? calls().filter((name) => name !== null) : []
  }

  /** Ends each wait of the run's code as soon as nothing else is under way. */
  skipWaits(pass: SkippedPass): Promise<void> {
    const { environment, guard } = pass.options
    const { undecided, exchanges, functions, progress } = this.#parts
    let late = 0
    const isBusy = () =>
      undecided().length - late + exchanges().length + this.#countFileOperations() > 0
    pass.options.pacing?.watch({
      isOver: () => pass.isOver || pass.returnedAt !== null,
      pause: async (milliseconds, isRequest) => {
        late += isRequest ? 1 : 0
        await this.#pause(milliseconds)
        late -= isRequest ? 1 : 0
      },
    })
    const isRunning = () => functions().length > 0
    const timers = () => [...this.#setTimers(), ...setOf(this.waits)].sort(byDue)
    return skipWaits(
      {
        isOver: () => pass.isOver,
        isBusy,
        isRunning,
        progress,
        timers,
        skipped: (milliseconds) => environment?.skip(milliseconds),
        stuck: () => guard?.giveUp?.('it waits for what never comes'),
      },
      { now: workerState.now, nextTurn, sleep },
    )
  }

  /** Waits as the run's own code does. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      let isSet = true
      const timer: BegunTimer = {
        due: workerState.now() + milliseconds,
        isSet: () => isSet,
        hurry: () => {
          isSet = false
          this.waits.delete(timer)
          resolve()
        },
      }
      this.waits.add(timer)
    })
  }

  /** Notes a recorded answer to a request: a replay that waits for one that the recorded agent gave up is ended. */
  noteAnswer(pass: SkippedPass, ...[answer, call]: Parameters<OnAnswer>): void {
    const request = givenUp(answer, call)
    if (!request || this.#givenUp.push(request) > 1) return
    const { undecided, functions, progress } = this.#parts
    const run = {
      isOver: () => pass.isOver,
      recordedDuration: pass.options.guard?.recordedDuration ?? 0,
      isBusy: () => undecided().length + this.#pauses() > 0,
      isRunning: () => functions().length > 0,
      progress,
      stuck: (reason: string) => pass.options.guard?.giveUp?.(reason),
    }
    void endIfStuck(run, this.#givenUp, { now: workerState.now, sleep })
  }

  /** Lists what is waited for, by name; `null` stands for a stream that may stand open. */
  #callsUnderWay(since: number): Array<string | null> {
    const { undecided, exchanges, functions, functionTime } = this.#parts
    return [
      ...undecided(),
      ...exchanges().map((exchange) => (exchange.isStanding() ? null : exchange.name)),
      ...(workerState.now() < since + functionTime ? functions() : []),
    ]
  }

  #pauses(): number {
    return this.#setTimers().length + this.#countFileOperations()
  }

  /** Counts the operations on files and the look-ups of names that are under way in the process. */
  #countFileOperations(): number {
    const closing = countResources(CLOSING)
    this.#closedBefore = Math.min(this.#closedBefore, closing)
    return countResources(OPERATIONS) + closing - this.#closedBefore
  }

  #setTimers(): BegunTimer[] {
    return setOf(this.timers).sort(byDue)
  }

  #hurry(): void {
    const { mayHurry, isExpecting } = this.#parts
    if (mayHurry && !isExpecting()) for (const timer of this.#setTimers()) timer.hurry()
  }
}

function setOf(timers: ReadonlySet<BegunTimer>): BegunTimer[] {
  return [...timers].filter((timer) => timer.isSet())
}

function byDue(a: BegunTimer, b: BegunTimer): number {
  return a.due - b.due
}

/** The last moment of a test's time that may be waited for; never, where it has no limit. */
export function lastMoment(deadline: number | undefined): number {
  if (deadline === undefined) return Infinity
  return deadline - KEPT_FOR_TEST * Math.max(0, deadline - workerState.now())
}

function countResources(kind: RegExp): number {
  return process.getActiveResourcesInfo().filter((name) => kind.test(name)).length
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => workerState.setTimeout(resolve, milliseconds))
}
