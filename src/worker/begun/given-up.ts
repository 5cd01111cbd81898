import type { RecordedAction } from '../../core/cassette/schema.ts'
import type { HttpCall } from '../context/http-call.ts'
import type { RealTime } from './await-begun-work.ts'

/** Called with what a recording has for a request. */
export type OnAnswer = (answer: RecordedAction, call: Pick<HttpCall, 'isWaiting'>) => void

/** A request that the recorded agent had given up: in a replay it is not answered, until the agent gives it up again. */
export interface GivenUp {
  name: string
  isWaiting(): boolean
}

/** A replay with such requests, as it stands. */
export interface GivingUpRun {
  isOver(): boolean
  /** Milliseconds that the recorded run had taken: nothing was waited for longer. */
  recordedDuration: number
  /** Requests are undecided, timers are set, or operations on files are under way. */
  isBusy(): boolean
  /** Functions of the run have not returned: they may wait for what cannot be seen. */
  isRunning(): boolean
  /** Grows with every event of the run. */
  progress(): number
  /** Ends the run. */
  stuck(reason: string): void
}

/** Returns the request that such an answer stands for; `undefined` for one that is answered. */
export function givenUp(
  { name, error, response }: RecordedAction,
  { isWaiting }: Pick<HttpCall, 'isWaiting'>,
): GivenUp | undefined {
  const isGivenUp = error?.name === 'AbortError' || response?.end === 'aborted'
  return isGivenUp && isWaiting ? { name, isWaiting } : undefined
}

/** Milliseconds between two looks. */
const PAUSE = 100
/** Milliseconds without anything else under way after which a request is not given up any more. */
const SILENCE = 5000
/** The same while a function runs. */
const RUNNING_SILENCE = 30_000

/** Ends a replay that waits for nothing but what it gave up when it was recorded: it would wait for ever. */
export async function endIfStuck(
  run: GivingUpRun,
  requests: readonly GivenUp[],
  { now, sleep }: Pick<RealTime, 'now' | 'sleep'>,
): Promise<void> {
  let progress = run.progress()
  let since = now()
  while (!run.isOver()) {
    await sleep(PAUSE)
    const waiting = requests.filter((one) => one.isWaiting())
    if (waiting.length === 0 || run.isBusy() || run.progress() !== progress) {
      progress = run.progress()
      since = now()
      continue
    }
    const silence = run.isRunning() ? RUNNING_SILENCE : SILENCE
    if (now() - since < run.recordedDuration + silence) continue
    const { name } = waiting.at(-1)!
    return run.stuck(`it waits for "${name}", which it gave up when it was recorded`)
  }
}
