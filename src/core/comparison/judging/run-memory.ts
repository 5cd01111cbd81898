import type { Cassette } from '../../cassette/schema.ts'
import type { PerformedAction, PerformedRun } from '../runs/performed-run.ts'
import type { RunTime } from '../runs/run-time.ts'
import type { JsonValue } from '../../json.ts'
import { lexText } from '../../matching/volatile-tokens.ts'
import { createVolatileMemory, type VolatileMemory } from '../../matching/volatile-values.ts'

/** Knows which values each of two compared runs generated. */
export class RunMemory {
  readonly values: VolatileMemory
  /** The base's ids that can be others in another run; `null` where that is not known. */
  readonly #varied: Set<string> | null

  constructor(base: PerformedRun, times: { base: RunTime; head: RunTime }) {
    this.#varied = base.from?.kind === 'cassette' ? variedIn(base.from.cassette) : null
    this.values = createVolatileMemory({
      recorded: times.base,
      replayedFrom: times.head.from,
      now: () => times.head.to,
      varied: this.#varied,
    })
  }

  /** Remembers a value that is the same in both runs: neither of them generated its ids. */
  addGiven(value: JsonValue): void {
    this.values.known.addSame(() => value)
  }

  /** Remembers the answers to one action of each run: the ids that an answer introduces are others in another run. */
  addAnswers(base: PerformedAction, head: PerformedAction, isEqual: boolean): void {
    const [before, now] = [
      base.received ?? base.output ?? null,
      head.received ?? head.output ?? null,
    ]
    if (isEqual) {
      this.values.known.addSame(() => before)
      return
    }
    this.values.known.addPair(before, now)
    if (this.#varied) for (const id of idsIn(before)) this.#varied.add(id)
  }
}

/** The ids that were others when a recording was verified; `null` where it was not. */
function variedIn({ end }: Cassette): Set<string> | null {
  if (!end?.verified) return null
  const drawn = (end.environment?.sites ?? [])
    .filter(({ api }) => api === 'crypto.randomUUID')
    .flatMap(({ values }) => values.map(String))
  const derived = end.derived?.map(([recorded]) => recorded) ?? []
  return new Set([...(end.volatile ?? []), ...derived, ...drawn])
}

function idsIn(root: JsonValue): Set<string> {
  const ids = new Set<string>()
  const stack = [root]
  while (stack.length > 0) {
    const value = stack.pop()!
    if (typeof value === 'string') for (const { text } of lexText(value).tokens) ids.add(text)
    else if (typeof value === 'object' && value !== null)
      for (const part of Object.values(value)) stack.push(part)
  }
  return ids
}
