import type { Divergence } from '../../divergence/schema.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import type { Diagnosis } from '../../report/diagnosis-schema.ts'
import { changedWords } from '../text-diff.ts'

/**
 * The same text for first causes of different runs that are one: the same kind of difference at the same place of the
 * sources, and the same change. What surrounds the change may differ, as the name of a customer in a prompt does, and so may
 * its numbers. A call without a counterpart is known by its place, or by its name: its arguments are others in each run.
 *
 * @param home What stands for the place of a difference without one: its agent, else the file of its test.
 */
export function keyOfDivergence(divergence: Divergence, home: string): string {
  const { kind, cause, action, note, source, paths } = divergence
  const oneSided = isOneSided(divergence)
  const place = source
    ? [source.file, source.line]
    : [home, oneSided ? normalizeMessage(action) : action]
  const changes = paths.map(({ path, recorded, replayed }) => [
    path.replace(/\d+/g, '#'),
    ...changeOf(recorded, replayed),
  ])
  const about = note && normalizeMessage(note)
  return JSON.stringify([kind, cause, about, place, oneSided ? null : changes])
}

/** A call that one side alone made. */
export function isOneSided({ kind }: Divergence): boolean {
  return kind === 'missing_action' || kind === 'extra_action'
}

/** The share of words that calls about one thing have in common. */
const ALIKE = 0.5

/** Checks that two calls without a counterpart are about one thing: models are asked much the same. Of a tool its name says it. */
export function areAlike(a: Divergence, b: Divergence): boolean {
  const [first, second] = [wordsAsked(a), wordsAsked(b)]
  const all = new Set([...first, ...second])
  const shared = [...first].filter((word) => second.has(word))
  return all.size === 0 || shared.length / all.size >= ALIKE
}

/** The words of the messages to a model. */
function wordsAsked({ paths }: Divergence): Set<string> {
  const messages = paths
    .map(({ recorded, replayed }) => recorded ?? replayed)
    .filter((value) => isJsonObject(value) && typeof value['role'] === 'string')
  const text = JSON.stringify(messages).slice(0, LONGEST_CALL)
  return new Set(text.toLowerCase().match(/\p{L}+/gu))
}

/** Characters of a call that are looked at. */
const LONGEST_CALL = 5000

/** The same text for failures of one class, in one action, with the same message but for ids, numbers and quoted values. */
export function keyOfDiagnosis(diagnosis: Diagnosis, error: string | null): string {
  const { errorClass, firstErrorSpan, source } = diagnosis
  const message = normalizeMessage(error ?? diagnosis.statement)
  return JSON.stringify([errorClass, firstErrorSpan?.name ?? source, message])
}

const LONGEST = 300

/** A message without its ids, numbers and quoted values. */
export function normalizeMessage(message: string): string {
  const line = message.split('\n', 1)[0]!
  return line
    .slice(0, LONGEST)
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"..."')
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b(?=[\w-]*\d)[\w-]{12,}\b/gi, '#')
    .replace(/\d+/g, '#')
}

function changeOf(
  recorded: JsonValue | undefined,
  replayed: JsonValue | undefined,
): Array<string | null> {
  if (typeof recorded !== 'string' || typeof replayed !== 'string')
    return [textOf(recorded), textOf(replayed)]
  const [before, after] = [recorded.split('\n'), replayed.split('\n')]
  const [known, present] = [new Set(before), new Set(after)]
  const removed = before.filter((line) => !present.has(line)).join('\n')
  const added = after.filter((line) => !known.has(line)).join('\n')
  return changedWords(removed, added)
    .flatMap(([was, is]) => trimShared(was, is))
    .map((text) => text.replace(/\d+/g, '#'))
}

/** Cuts off what both texts begin and end with. */
function trimShared(a: string, b: string): [string, string] {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

function textOf(value: JsonValue | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
