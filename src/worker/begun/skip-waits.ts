import type { BegunTimer } from '../context/scope.ts'
import type { RealTime } from './await-begun-work.ts'

/** A run whose waits are skipped, as it stands in each turn. */
export interface WaitingRun {
  isOver(): boolean
  /** Requests are undecided, or operations on files under way. */
  isBusy(): boolean
  /** Functions of the run that have not returned: they may wait for what cannot be seen. */
  isRunning(): boolean
  /** Grows with every event of the run. */
  progress(): number
  /** The timers that its code has set, the earliest first. */
  timers(): readonly BegunTimer[]
  /** Called with the milliseconds that were skipped. */
  skipped(milliseconds: number): void
  /** Called once where nothing has come for long, and no timer is set. */
  stuck(): void
}

/** Answers that come late on the clock of a run. */
interface LateAnswers {
  watch(run: {
    pause(milliseconds: number, isRequest: boolean): Promise<void>
    isOver(): boolean
  }): void
}

/** A pass whose waits are skipped: its clock goes on, and an agent that waits for ever is ended. */
export interface SkippedPass {
  readonly isOver: boolean
  /** When its agent returned; `null` before. */
  readonly returnedAt: number | null
  readonly options: {
    pacing?: LateAnswers
    environment?: { skip(milliseconds: number): void }
    guard?: { giveUp?(reason: string): void; recordedDuration?: number }
  }
}

/** Turns of the event loop, and milliseconds, without an event after which a run does nothing but wait. */
const SILENT_TURNS = 12
const SILENCE = 20
/** The same while a function runs. */
const RUNNING_SILENCE = 100
/** Milliseconds after which what waits for nothing will wait for ever. */
const STUCK = 5000
/** Turns that are spun through before the loop is left to others. */
const SPUN_TURNS = 50

/** Fires the next timer of a run whenever it does nothing but wait: a back-off takes no time. */
export async function skipWaits(
  run: WaitingRun,
  { now, nextTurn, sleep }: RealTime,
): Promise<void> {
  let progress = run.progress()
  let turns = 0
  let since = now()
  let isStuck = false
  while (!run.isOver()) {
    await (turns < SPUN_TURNS ? nextTurn() : sleep(1))
    turns++
    if (run.progress() !== progress || run.isBusy()) {
      progress = run.progress()
      turns = 0
      since = now()
      continue
    }
    const silent = now() - since
    if (turns <= SILENT_TURNS || silent < (run.isRunning() ? RUNNING_SILENCE : SILENCE)) continue
    const [next] = run.timers()
    if (next) {
      run.skipped(Math.max(0, next.due - now()))
      next.hurry()
      turns = 0
      since = now()
    } else if (silent >= STUCK && !isStuck) {
      isStuck = true
      run.stuck()
    }
  }
}
