import type { OwnValues } from '../cassette/journal.ts'
import type { JsonValue } from '../json.ts'
import type { ClockTime } from './clock-forms.ts'
import {
  areAsFar,
  areClockReadings,
  isClockReading,
  localOffsetOf,
  type ClockWindow,
  type LocalOffset,
} from './clock-reading.ts'
import {
  areGeneratedTokens,
  areGeneratedUlids,
  areGeneratedUuids,
  areRandomNumbers,
} from './generated-look.ts'
import { createKnownValues, type KnownValues } from './known-values.ts'
import type { Matchable } from './matchable.ts'
import type { OpaqueIds } from './opaque-ids.ts'
import { createOwnPairs } from './readings/own-values.ts'
import {
  findVolatileDifference,
  findVolatileValues,
  type TokenPair,
  type VolatileDifference,
} from './volatile-difference.ts'
import { isFineTime, readClock } from './volatile-tokens.ts'

/** A value of the recording and the one that stands for it in the replay. */
export interface VolatileValue {
  path: string
  recorded: string
  replayed: string
}

/** The facts of both runs from which follows what they can have generated. */
export interface VolatileFacts {
  /** When the recording was made. */
  recorded: ClockWindow
  /** When the replay began; it lasts until now. */
  replayedFrom: number
  now(): number
  /** From when to when it lasted on the clock that its agent was given, where that is not the real one. */
  given?: () => ClockWindow
  /** Times that the recorded agent read from the clock and the replay got back: a recorded value of such a time is that read. */
  clockReads?: readonly number[]
  /** Readings of the clock before any run, in both processes: what is as far from one as from the other was made of it. */
  early?: ReadonlyArray<readonly [recorded: number, replayed: number]>
  /** The zone of the recording, where that is known. */
  timezone?: string
  /** The recorded ids that were others when the recording was verified; `null` where that is not known. */
  varied: ReadonlySet<string> | null
  /** Recorded ids that are made of a redacted secret, and what every replay makes of what stands for it. */
  derived?: ReadonlyMap<string, string>
  /** The replay is of the same code, at once: ids that differ vary by themselves. */
  isSameCode?: boolean
  /** The recording is of version 0.1.0, which recognised ids by their look. */
  isByLook?: boolean
  /** The recorded ids that the journal holds, and those that the replay drew: one stands for the other alone. */
  journalled?: { ids: ReadonlySet<string>; drawn(): ReadonlySet<string> }
  /** The values that each side has of its own: its process, its folders, its ports. */
  own?: { recorded: OwnValues; replayed(): OwnValues }
}

/** Explains differences between a recording and its replay by values that the runs generated, and remembers them. */
export interface VolatileMemory {
  readonly known: KnownValues
  /**
   * Explains all differences of two requests, or none: `null`. What is explained is remembered, so that one recorded
   * value is always the same replayed one.
   */
  explain(recorded: Matchable, replayed: Matchable): VolatileValue[] | null
  /** The same for two outputs. */
  explainValues(recorded: JsonValue, replayed: JsonValue, root: string): VolatileValue[] | null
  /** Checks that a place can differ for such values alone; nothing is remembered. */
  couldDiffer(recorded: JsonValue, replayed: JsonValue): boolean
  /** Recorded ids and what they are called in the replay. */
  readonly renamed: ReadonlyMap<string, string>
  /** These ids and, of a verification, the times that have to be known to vary by themselves. */
  varying(): ReadonlyMap<string, string>
}

/** Creates the memory of one replay. */
export function createVolatileMemory(facts: VolatileFacts): VolatileMemory {
  const known = createKnownValues()
  const forward = new Map<string, string>()
  const backward = new Map<string, string>()
  const messages = new Map<string, string>()
  const times = new Map<string, string>()

  const recordedOffset = facts.timezone === undefined ? undefined : localOffsetOf(facts.timezone)
  const ids: OpaqueIds = facts.isByLook
    ? new Set<string>()
    : (facts.varied ?? (facts.isSameCode ? 'verifying' : new Set<string>()))

  /** Ids are the run's own by where they come from; by their look only while that is found out. */
  const isOwn = (pair: TokenPair, clocks: readonly Windows[]): boolean => {
    const [before, now] = [pair.recorded.text, pair.replayed.text]
    if (facts.derived?.has(before)) return facts.derived.get(before) === now
    if (facts.journalled?.ids.has(before)) return facts.journalled.drawn().has(now)
    if (pair.kind === 'opaque') return true
    if (facts.varied !== null && !facts.varied.has(before)) return false
    return clocks.some((windows) => looksGenerated(pair, windows, facts.varied !== null))
  }

  const journalRead = (clock: readonly ClockTime[]) =>
    facts.clockReads?.find((at) => clock.some((time) => isClockReading(time, { from: at, to: at })))

  const isSameClock = (clock: ClockTime[], pair: TokenPair, clocks: readonly Windows[]) => {
    if (facts.early && areAsFar(clock, readClock(pair.replayed) ?? [], facts.early)) return true
    const given = facts.given?.()
    const varies = facts.isSameCode || facts.varied?.has(pair.recorded.text) === true
    if (isFineTime(pair.recorded) && !varies) return false
    const read = varies ? undefined : journalRead(clock)
    if (read === undefined || !given)
      return clocks.some((each) => areClocks(clock, pair, each, recordedOffset))
    const windows = { recorded: { from: read, to: read }, replayed: given }
    return areClocks(clock, pair, windows, recordedOffset)
  }

  const judge = (
    difference: VolatileDifference | null,
    remembers = true,
  ): VolatileValue[] | null => {
    if (!difference || difference.pairs.length === 0) return null
    // The agent and its clients may read two different clocks.
    const clocks: Windows[] = [{ from: facts.replayedFrom, to: facts.now() }, facts.given?.()]
      .filter((window) => window !== undefined)
      .map((replayed) => ({ recorded: facts.recorded, replayed }))
    const fresh = new Map<string, string>()
    const freshBack = new Map<string, string>()
    const present = {
      recorded: new Set(difference.pairs.map(({ recorded }) => recorded.text)),
      replayed: new Set(difference.pairs.map(({ replayed }) => replayed.text)),
    }

    const accepts = (pair: TokenPair): boolean => {
      const [before, now] = [pair.recorded.text, pair.replayed.text]
      if (pair.kind === 'rpc') return isSameMessage(pair, difference.pairs, messages)
      if (pair.kind === 'own') return true
      if (pair.kind === 'port') {
        const [from, to] = [addressesOf(before), addressesOf(now)].map((all) => all[0]!)
        return (forward.get(from!) ?? to) === to && (backward.get(to!) ?? from) === from
      }
      const clock = readClock(pair.recorded)
      // Two readings may fall into one tick of the clock in one run, and into two in the other.
      if (clock) return isSameClock(clock, pair, clocks)
      const bound = forward.get(before) ?? fresh.get(before)
      const boundBack = backward.get(now) ?? freshBack.get(now)
      if (bound !== undefined || boundBack !== undefined)
        return bound === now && boundBack === before
      if (!known.isPair(before, now)) {
        if (!isOwn(pair, clocks)) return false
        if (known.isSame(before) || known.isSame(now)) return false
      }
      // A value that is present on the other side too was not generated anew.
      if (present.recorded.has(now) || present.replayed.has(before)) return false
      if (forward.has(now) || backward.has(before)) return false
      if (difference.equal.some((text) => text.includes(before) || text.includes(now))) return false
      fresh.set(before, now)
      freshBack.set(now, before)
      return true
    }

    if (!difference.pairs.every(accepts)) return null
    if (!remembers) return []
    for (const [before, now] of fresh) {
      forward.set(before, now)
      backward.set(now, before)
    }
    for (const { kind, isId, recorded, replayed } of difference.pairs) {
      const clock = facts.isSameCode ? readClock(recorded) : null
      if (clock && (isFineTime(recorded) || journalRead(clock) !== undefined))
        times.set(recorded.text, replayed.text)
      if (kind === 'rpc' && isId) messages.set(recorded.text, replayed.text)
      if (kind !== 'port') continue
      const others = addressesOf(replayed.text)
      for (const [at, address] of addressesOf(recorded.text).entries()) {
        forward.set(address, others[at]!)
        backward.set(others[at]!, address)
      }
    }
    return difference.pairs.map(({ path, recorded, replayed }) => ({
      path,
      recorded: recorded.text,
      replayed: replayed.text,
    }))
  }

  const own = () => facts.own && createOwnPairs(facts.own.recorded, facts.own.replayed())
  const values = (recorded: JsonValue, replayed: JsonValue, root: string) =>
    findVolatileValues(recorded, replayed, root, ids, own())

  return {
    known,
    renamed: forward,
    varying: () => new Map([...forward, ...times]),
    explain: (recorded, replayed) => judge(findVolatileDifference(recorded, replayed, ids, own())),
    explainValues: (recorded, replayed, root) => judge(values(recorded, replayed, root)),
    couldDiffer: (recorded, replayed) => judge(values(recorded, replayed, '$'), false) !== null,
  }
}

/** The hosts under which a server of this machine is named, by its port. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0']

/** The addresses of a port, by which answers name it. */
function addressesOf(port: string): string[] {
  return LOOPBACK.map((host) => `${host}:${port}`)
}

/** Returns `true` for the address of a port of the run: it is renamed in answers, and is no id. */
export function isOwnAddress(text: string): boolean {
  return LOOPBACK.some((host) => text.startsWith(`${host}:`))
}

type Windows = Record<'recorded' | 'replayed', ClockWindow>

function areClocks(
  clock: NonNullable<ReturnType<typeof readClock>>,
  pair: TokenPair,
  windows: Windows,
  recordedOffset: LocalOffset | undefined,
): boolean {
  const other = readClock(pair.replayed) ?? []
  return clock.some((recorded) =>
    other.some((replayed) => areClockReadings(recorded, replayed, windows, recordedOffset)),
  )
}

function looksGenerated(pair: TokenPair, windows: Windows, varied: boolean): boolean {
  const texts = { recorded: pair.recorded.text, replayed: pair.replayed.text, windows }
  if (pair.recorded.form !== pair.replayed.form) return false
  switch (pair.recorded.form) {
    case 'uuid':
      return areGeneratedUuids(texts)
    case 'ulid':
      return areGeneratedUlids(texts)
    case 'fraction':
      return !pair.inVector && areRandomNumbers(texts)
    case 'prefixed': {
      const [before, now] = [pair.recorded, pair.replayed].map(({ text }) => text.split(/[_-]/))
      const tail = (parts: string[]) => parts.slice(1).join('')
      if (before![0] !== now![0] || tail(before!).length < 12) return false
      return areGeneratedTokens({ recorded: tail(before!), replayed: tail(now!), windows }, true)
    }
    case 'nano':
    case 'token':
      return areGeneratedTokens(texts, varied || pair.isId)
    default:
      return false
  }
}

/** Checks that an id that refers to a message (a progress token, a cancelled request) is the id of the same message. */
function isSameMessage(
  pair: TokenPair,
  pairs: readonly TokenPair[],
  messages: ReadonlyMap<string, string>,
): boolean {
  if (pair.isId) return true
  const [before, now] = [pair.recorded.text, pair.replayed.text]
  if (pair.path.endsWith('.requestId')) return messages.get(before) === now
  const message = pair.path.slice(0, -'.params._meta.progressToken'.length)
  return pairs.some(
    (other) =>
      other.path === `${message}.id` &&
      other.recorded.text === before &&
      other.replayed.text === now,
  )
}
