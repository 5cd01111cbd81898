/** The work that a run has begun, as it stands in each turn. */
export interface BegunWork {
  /** Requests and actions whose end is waited for. */
  calls(): number
  /** Timers and file operations, from which further calls may come. */
  pauses(): number
  /** Grows with every event of the run. */
  progress(): number
  /** `true` while a replay has not had all that was recorded. */
  isExpecting(): boolean
  /** Ends the pauses at once, where that changes nothing for the agent. */
  hurry(): void
}

/** The real clock and event loop, which nothing replaces. */
export interface RealTime {
  now(): number
  nextTurn(): Promise<void>
  sleep(milliseconds: number): Promise<void>
}

/** The result of waiting: nothing was under way, all of it has ended, or the bound was reached first. */
export type Awaited = 'nothing' | 'ended' | 'bound'

/** Turns of the event loop in which a run that left nothing behind would have begun something. */
const GLANCE = 2
/** Turns without an event after which work counts as ended. */
const SILENT_TURNS = 12
/** Milliseconds without an event, besides. */
const SILENCE = 20
/** The same where a replay still expects calls: they may come from work that cannot be seen, such as a hash. */
const EXPECTANT_SILENCE = 250
/** Milliseconds after the last event in which a timer or a file operation is waited for. */
const PAUSE = 5000
/** Turns that are spun through before the loop is left to others. */
const SPUN_TURNS = 50

/** Waits until what a run has begun has ended, and nothing more comes of it. */
export async function awaitBegunWork(
  work: BegunWork,
  until: number,
  { now, nextTurn, sleep }: RealTime,
): Promise<Awaited> {
  let progress = work.progress()
  const isBusy = () => work.calls() > 0 || work.pauses() > 0 || work.progress() !== progress
  for (let turn = 0; turn < GLANCE && !isBusy(); turn++) await nextTurn()
  if (!isBusy() && !work.isExpecting()) return 'nothing'
  let turns = 0
  let lastEvent = now()
  let silentSince = lastEvent
  for (;;) {
    await (turns < SPUN_TURNS ? nextTurn() : sleep(1))
    const time = now()
    if (work.progress() !== progress) {
      progress = work.progress()
      lastEvent = time
      turns = 0
    }
    const isWaiting = work.calls() > 0
    const isPausing = !isWaiting && work.pauses() > 0 && time - lastEvent < PAUSE
    if (time >= until) return isWaiting ? 'bound' : 'ended'
    turns++
    if (isPausing) work.hurry()
    if (isWaiting || isPausing || turns === 1) silentSince = time
    else if (
      turns > SILENT_TURNS &&
      time - silentSince >= (work.isExpecting() ? EXPECTANT_SILENCE : SILENCE)
    )
      return 'ended'
  }
}
