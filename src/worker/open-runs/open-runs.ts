import { type RunScope, workerState } from '../context/scope.ts'
import { sharedState } from '../context/test-context.ts'
import type { Caller, OpenRun, Owner, PassScope, PendingCall } from './open-run.ts'

const open = new Set<OpenRun>()

/** The runs that were open when one ended. */
const outlived = new WeakMap<OpenRun, ReadonlySet<OpenRun>>()

/** Milliseconds that a run waits for others: they may wait for it, too. */
const PATIENCE = 10_000

/** The run that no other may be open beside. */
let alone: OpenRun | null = null
/** Called when a run has ended. */
const waiting = new Set<() => void>()

/**
 * Opens a run: calls may belong to it. Returns a promise where it has to wait for other runs.
 *
 * @param isAlone No other run is open beside it, except those around it.
 */
export function openRun(
  run: OpenRun,
  { isAlone, makeScope }: { isAlone: boolean; makeScope: MakeScope },
): Promise<void> | undefined {
  const around = runsAround(run)
  // A run that its test has left behind, as by its time limit, may go on for ever.
  const isBeside = (other: OpenRun) => !around.has(other) && !other.test.isOver
  const mayOpen = () =>
    (alone === null || !isBeside(alone)) && !(isAlone && [...open].some(isBeside))
  const add = () => {
    if (isAlone) alone = run
    workerState.outside = (ended) => scopeOutside(ended as PassScope | undefined, makeScope)
    open.add(run)
  }
  return mayOpen() ? void add() : whenever(mayOpen).then(add)
}

async function whenever(isTrue: () => boolean): Promise<void> {
  const until = workerState.now() + PATIENCE
  while (!isTrue() && workerState.now() < until) await nextEnd(until - workerState.now())
}

/** Ends a run: what comes from its context now belongs to another one, or to none. */
export function closeRun(run: OpenRun): void {
  open.delete(run)
  if (open.size > 0) outlived.set(run, new Set(open))
  if (alone === run) alone = null
  for (const wake of waiting) wake()
}

type MakeScope = (caller: Caller, open: OpenRun) => PassScope

function runsAround({ outer }: OpenRun): Set<OpenRun> {
  const around = new Set<OpenRun>()
  for (let next = outer; next; next = next.outer) around.add(next)
  return around
}

async function nextEnd(milliseconds: number): Promise<void> {
  let wake = () => {}
  await new Promise<void>((resolve) => {
    wake = resolve
    waiting.add(wake)
    workerState.setTimeout(resolve, milliseconds)
  })
  waiting.delete(wake)
}

/** `true` while more than one run is open. */
export function runsOverlap(): boolean {
  return open.size > 1
}

/** The runs that are open beside one, other than those around it. */
export function runsBeside(run: OpenRun): OpenRun[] {
  const around = runsAround(run)
  return [...open].filter(
    (other) => other !== run && !around.has(other) && !runsAround(other).has(run),
  )
}

/** Chooses the scope of code that is in no open run's context. */
function scopeOutside(ended: PassScope | undefined, makeScope: MakeScope): RunScope | undefined {
  const run = ended?.caller.context
  if (run?.ranAway) return ended
  const [only] = open
  const isRecurring = ended?.isRecurring
  // A run stays closed for whatever it has left behind, also when its test is over.
  if (!only || (run && isRecurring && !mayShare(run, only))) return ended
  const isOfOtherTest = ended === undefined && isInOtherTest()
  if (open.size > 1 || isOfOtherTest || mayBelongTo(run, only))
    return makeScope({ parent: null, ended, isRecurring, isOfOtherTest }, only)
  return only.attributing
}

/** An interval of an ended run may work for another one that was open with it, or that waits for what it asks; else it is a heartbeat. */
function mayShare(ended: OpenRun, only: OpenRun): boolean {
  return ended.key !== only.key && (only.isReplay || outlived.get(ended)?.has(only) === true)
}

/** Code in the context of an ended run may go on for that one; the context of a shared queue, though, is that of whoever came first. */
function mayBelongTo(ended: OpenRun | undefined, only: OpenRun): boolean {
  return ended !== undefined && (only.isReplay || ended.key === only.key)
}

function isInOtherTest(): boolean {
  const test = sharedState.tests.getStore()
  if (test === undefined || test.kind === 'suite' || test.isOver) return false
  for (const run of open) if (run.test === test) return false
  return true
}

/** Decides which run a call belongs to. */
export function ownerOf(call: PendingCall, caller: Caller): Owner {
  const { context, parent, isRecurring, ended, isOfOtherTest } = caller
  const runs = [...open].filter((run) => call.kind !== 'function' || call.namedBy(run) !== null)
  if (context) {
    const own: Owner = {
      kind: 'run',
      run: context,
      origin: { parent, isAttributed: false, isRecurring },
    }
    // The context of a shared queue is that of whoever came first.
    if (open.size < 2 || !context.isReplay || context.expectation(call)) return own
    return expectedBy(call, runs) ?? own
  }
  const expected = expectedBy(call, runs)
  if (expected) return expected
  if (isOfOtherTest || runs.length === 0) return { kind: 'none' }
  const quiet = runs.find((run) => run.isBackground(call))
  if (quiet) return attributedTo(quiet)
  const earlier = runs.filter(({ key }) => key === ended?.caller.context?.key)
  if (earlier.length > 0) return { kind: 'leftover', candidates: earlier }
  if (call.kind !== 'exit' && runs.every((run) => !mayMean(run, call))) {
    const run = ended?.caller.context
    if (run) return { kind: 'run', run, origin: { parent, isAttributed: false, isRecurring } }
  }
  const [only] = runs.length === 1 ? runs : runs.filter(({ isReplay }) => !isReplay)
  const isCertain = runs.length === 1 || runs.filter(({ isReplay }) => !isReplay).length === 1
  return only && isCertain ? attributedTo(only) : { kind: 'uncertain', candidates: runs }
}

/** A call that a run does not wait for may be one of its own all the same, where it waits for another of the operation. */
function mayMean(run: OpenRun, call: PendingCall): boolean {
  return !run.isReplay || run.awaitsOperation(call)
}

/** Finds the run that waits for a call; `null` where none does. */
function expectedBy(call: PendingCall, runs: readonly OpenRun[]): Owner | null {
  const found = runs.flatMap((run) => {
    const expectation = run.expectation(call)
    return expectation ? [{ run, expectation }] : []
  })
  for (const kind of ['equal', 'volatile'] as const) {
    const waiting = found.filter(({ expectation }) => expectation.kind === kind)
    if (waiting.length === 0) continue
    const answers = new Set(waiting.map(({ expectation }) => expectation.answer))
    // With one answer for all of them, whichever gets it, gets its own.
    return answers.size === 1
      ? attributedTo(waiting[0]!.run)
      : { kind: 'uncertain', candidates: waiting.map(({ run }) => run) }
  }
  return null
}

function attributedTo(run: OpenRun): Owner {
  return { kind: 'run', run, origin: { parent: null, isAttributed: true } }
}
