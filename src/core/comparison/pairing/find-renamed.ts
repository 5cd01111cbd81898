import { isJsonObject, jsonEqual, type JsonValue } from '../../json.ts'
import { messageListOf } from '../../matching/conversation.ts'
import type { ReleaseRun } from '../runs/performed-run.ts'

/** The share of their topics that two runs must have in common to be taken for one. */
const MIN_SHARED = 0.6
/** By how much one candidate has to be better than the next. */
const CLEARLY = 0.05
/** A topic of more runs than this distinguishes none of them. */
const MAX_HOLDERS = 50

/**
 * Finds runs that have another name on the head's side, by what they are about: their input, their requests and calls,
 * and their output. The system prompt and the tools on offer, which all runs of an agent share, count for nothing. A run that could
 * be either of two is taken for neither: it is missing then, and the other one new.
 */
export function findRenamed(
  base: readonly ReleaseRun[],
  head: readonly ReleaseRun[],
): Array<[ReleaseRun, ReleaseRun]> {
  if (base.length === 0 || head.length === 0) return []
  const [left, right] = [base.map(topicsOf), head.map(topicsOf)]
  const holders = new Map<string, number[]>()
  for (const [at, topics] of left.entries())
    for (const topic of topics) {
      const list = holders.get(topic)
      if (list) list.push(at)
      else holders.set(topic, [at])
    }
  const scores = right.map((topics, now) => {
    const found = new Map<number, number>()
    for (const topic of topics) {
      const list = holders.get(topic) ?? []
      if (list.length <= MAX_HOLDERS)
        for (const before of list) found.set(before, (found.get(before) ?? 0) + 1)
    }
    return [...found.keys()]
      .map((before) => ({
        before,
        now,
        score: shared(left[before]!, topics),
      }))
      .filter(({ before, score }) => score >= MIN_SHARED && couldBe(base[before]!, head[now]!))
      .map((one) => ({ ...one, score: one.score + likeness(base[one.before]!, head[now]!) }))
  })
  const ofHead = scores.map(onlyBest)
  const byBase = new Map<number, Candidate[]>()
  for (const candidate of scores.flat()) {
    const list = byBase.get(candidate.before)
    if (list) list.push(candidate)
    else byBase.set(candidate.before, [candidate])
  }
  return ofHead.flatMap((best): Array<[ReleaseRun, ReleaseRun]> => {
    if (!best || onlyBest(byBase.get(best.before)!)?.now !== best.now) return []
    return [[base[best.before]!, head[best.now]!]]
  })
}

interface Candidate {
  before: number
  now: number
  score: number
}

/** The best of some candidates; `undefined` where another one is nearly as good. */
function onlyBest(candidates: readonly Candidate[]): Candidate | undefined {
  const [best, next] = candidates.toSorted((a, b) => b.score - a.score)
  return best && (!next || best.score - next.score >= CLEARLY) ? best : undefined
}

/** The same agent, given the same: a test of another input is another test. */
function couldBe(a: ReleaseRun, b: ReleaseRun): boolean {
  if (a.agent !== b.agent || a.workflow !== b.workflow) return false
  if (a.input === undefined || b.input === undefined) return a.input === b.input
  return jsonEqual(a.input, b.input)
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const topic of a) if (b.has(topic)) both++
  return both / (a.size + b.size - both)
}

/** Decides between runs with the same topics, by the names that they share. */
function likeness(a: ReleaseRun, b: ReleaseRun): number {
  const names = [
    [a.name, b.name],
    [a.identity.fullName, b.identity.fullName],
    [lastOf(a.identity.cassette), lastOf(b.identity.cassette)],
    [lastOf(a.identity.file), lastOf(b.identity.file)],
  ]
  return names.filter(([before, now]) => before === now).length * 2 * CLEARLY
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function topicsOf({ input, recordings, replay }: ReleaseRun): Set<string> {
  const topics = new Set<string>()
  const run = recordings[0] ?? replay
  const add = (value: JsonValue | undefined) => {
    const stack = value === undefined ? [] : [value]
    while (stack.length > 0) {
      const part = stack.pop()!
      if (typeof part === 'object' && part !== null)
        for (const inner of Object.values(part)) stack.push(inner)
      else if (part !== null && typeof part !== 'boolean') topics.add(String(part))
    }
  }
  add(input)
  add(run?.end?.output)
  for (const { type, name, asked, operation } of run?.actions ?? []) {
    topics.add(type === 'llm' ? operation : `${operation} ${name}`)
    if (!asked) continue
    const list = messageListOf(asked.body)
    if (!list) add(asked.body)
    else for (const message of list.messages) if (!isInstruction(message)) add(message)
  }
  return topics
}

function isInstruction(message: JsonValue): boolean {
  return isJsonObject(message) && (message['role'] === 'system' || message['role'] === 'developer')
}
