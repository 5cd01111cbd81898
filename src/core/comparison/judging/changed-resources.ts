import { shortHash } from '../../cassette/cassette-path.ts'
import type { Divergence } from '../../divergence/schema.ts'
import { isJsonObject, type JsonValue } from '../../json.ts'
import { parsePathPattern } from '../../json-pattern.ts'
import { stableJson } from '../../stable-json.ts'
import type { PerformedRun, Recording } from '../runs/performed-run.ts'

/** The names of the resources that are not the same in two recordings. */
export function changedResources(base: Recording, head: Recording): string[] {
  // A report does not list the resources of its recordings.
  if (base.from?.kind === 'report' || head.from?.kind === 'report') return []
  const names = new Set([...Object.keys(base.resources), ...Object.keys(head.resources)])
  return [...names].filter((name) => base.resources[name] !== head.resources[name]).sort()
}

const FROM_RESOURCE = new Set<Divergence['cause']>([
  'system_prompt',
  'prompt',
  'tool_schema',
  'model_parameters',
])

/**
 * Names the resource behind a changed request. A recording holds only a hash of each: what changed in the request, or
 * what it is a part of, has to have the hash of the resource on either side.
 */
export function nameResources(
  divergences: readonly Divergence[],
  base: Recording,
  head: Recording,
): Divergence[] {
  const names = changedResources(base, head)
  if (names.length === 0) return [...divergences]
  const hashes = new Map<string, string>()
  for (const name of names)
    for (const { resources } of [base, head]) {
      const hash = resources[name]
      if (hash !== undefined) hashes.set(hash, name)
    }
  const named = new Map<number, Divergence>()
  for (const divergence of divergences) {
    if (!divergence.firstCause || divergence.kind !== 'input_mismatch') continue
    if (!FROM_RESOURCE.has(divergence.cause)) continue
    const name = [
      ...partsOf(divergence, base, divergence.recordedIndex),
      ...partsOf(divergence, head, divergence.replayedIndex),
    ]
      .map((part) => hashes.get(shortHash(stableJson(part))))
      .find((found) => found !== undefined)
    if (name !== undefined)
      named.set(divergence.index, { ...divergence, cause: 'resource', note: name })
  }
  return divergences.map(
    (divergence) =>
      named.get(divergence.index) ??
      (named.has(divergence.causedBy ?? -1) && divergence.cause !== 'final_output'
        ? { ...divergence, cause: 'resource' as const }
        : divergence),
  )
}

/** The values on the way to the places that differ, on one side. */
function partsOf(
  { paths }: Divergence,
  { actions }: PerformedRun,
  index: number | null,
): JsonValue[] {
  const body = actions.find((action) => action.index === index)?.asked?.body
  if (body === undefined) return []
  const parts = new Set<JsonValue>()
  for (const { path } of paths) {
    let value: JsonValue | undefined = body
    for (const step of parsePathPattern(path) ?? []) {
      if (Array.isArray(value) && typeof step === 'number') value = value[step]
      else if (isJsonObject(value) && typeof step === 'string')
        value = Object.hasOwn(value, step) ? value[step] : undefined
      else value = undefined
      if (value === undefined) break
      parts.add(value)
      // A message is framed by its role.
      if (isJsonObject(value) && value['content'] !== undefined) parts.add(value['content'])
    }
  }
  return [...parts]
}
