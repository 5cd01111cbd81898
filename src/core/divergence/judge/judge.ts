import type { JsonValue } from '../../json.ts'
import type { SideAction } from '../sides.ts'
import { attribute } from './attribute.ts'
import { causeOf } from './cause.ts'
import type { RunSides } from '../align/run-sides.ts'
import { blameInput, INPUT } from './blame-input.ts'
import { changesOf, divergenceAt, emptyDivergence, type RunPosition } from './divergence-at.ts'
import { ExplainedChanges } from './explained-changes.ts'
import type { RecordedSide, ReplayedSide, RunEnd } from '../sides.ts'
import type { PathDifference } from '../differences/json-paths.ts'
import { foldTail } from './fold-tail.ts'
import { nameRequest } from './name-request.ts'
import { rpcCause } from './rpc-cause.ts'
import { compareRequests, type RequestChange } from '../differences/request-difference.ts'
import type { Divergence } from '../schema.ts'

const MAX_PATHS = 100
const causeOfOutput = (type: string) =>
  type === 'approval' ? 'approval' : type === 'llm' ? 'model_output' : 'tool_result'

/**
 * Judges the positions of an aligned run, in order: the difference each shows, and the earlier
 * divergence that explains it. The output of an action comes after all that it called, and is
 * judged then: see `close`.
 */
export class Judge {
  readonly divergences: Divergence[] = []
  readonly #byIndex = new Map<number, Divergence>()
  readonly #compared: RunSides
  readonly #end: RunEnd
  readonly #explained: ExplainedChanges
  /** First causes that changed the answers the agent went on with, not only its requests. */
  readonly #turning: number[] = []
  /** The last position whose call was blocked. */
  #blocked: number | null = null
  /** The first approval that was answered otherwise: which calls follow was a person's decision. */
  #decided: number | null = null
  /** Calls that got an answer of another call, or none: by the last message that they sent, their position. */
  readonly #otherwiseAnswered = new Map<number, number>()
  /** The position of each action that only one side has. */
  readonly #alone = { recorded: new Map<number, number>(), replayed: new Map<number, number>() }

  constructor(compared: RunSides, end: RunEnd) {
    this.#compared = compared
    this.#end = end
    this.#explained = new ExplainedChanges(end.isNoise)
    for (const change of changesOf([...(end.changedInput ?? [])]))
      this.#explained.addChange(change, INPUT)
  }

  position(position: RunPosition, index: number): void {
    if (position.replayed?.blocked) this.#blocked = index
    if (position.kind === 'matched') this.#judgeMatched(position, index)
    else if (position.kind === 'changed') this.#judgeChanged(position, index)
    else this.#judgeAlone(position, index)
  }

  #judgeMatched(position: Extract<RunPosition, { kind: 'matched' }>, index: number): void {
    const { replayed, recorded } = position
    if (replayed.outputDifferences.length === 0 && position.moved) {
      const base = divergenceAt(position, index)
      const paths = [this.#compared.neighbours(recorded, replayed)]
      this.#file({ ...base, kind: 'order', cause: 'order', paths })
      this.#turning.push(index)
    }
  }

  /** Judges the output of an action, once all that it called is judged. */
  close(position: RunPosition, index: number): void {
    if (position.kind !== 'matched' || position.replayed.outputDifferences.length === 0) return
    const { recorded, replayed } = position
    const changes = changesOf(replayed.outputDifferences)
    const found = {
      ...divergenceAt(position, index),
      kind: 'output_mismatch',
      cause: causeOfOutput(recorded.type),
      ...rpcCause(changes[0]!.differences[0]!.path, [replayed, recorded]),
    } as const
    const inner = this.divergences
      .filter((divergence) => divergence.index > index)
      .map((divergence) => this.#rootOf(divergence.index))
      .find((root) => this.#turning.includes(root))
    if (inner === undefined) this.#add(found, changes)
    else {
      const paths = changes.flatMap(({ differences }) => differences).slice(0, MAX_PATHS)
      this.#file({ ...this.#consequence(found, inner), paths })
      for (const change of changes) this.#explained.addChange(change, inner)
    }
    this.#follow(index, { recorded: recorded.output, replayed: replayed.output })
    if (recorded.type === 'approval') this.#decided ??= this.#rootOf(index)
  }

  #judgeChanged(position: Extract<RunPosition, { kind: 'changed' }>, index: number): void {
    const { recorded, replayed } = position
    const changes = this.#changes(recorded, replayed)
    const all = [...changes, ...changesOf(replayed.outputDifferences)]
    const first = this.#unexplained(all)[0]
    const cause = first ? causeOf(recorded.type, first) : 'unknown'
    const found = { ...divergenceAt(position, index), kind: 'input_mismatch', cause } as const
    const rpc = first ? rpcCause(first.differences[0]!.path, [replayed, recorded]) : null
    this.#add({ ...found, ...(first?.moved ? { cause: 'order' } : rpc) }, all)
    const isLent = replayed.answeredBy !== null && replayed.answeredBy !== recorded.index
    if (replayed.blocked || isLent || replayed.outputDifferences.length > 0)
      this.#follow(index, { recorded: recorded.output, replayed: replayed.output })
    if (replayed.blocked || isLent) this.#noteAnswered(replayed, index)
  }

  /** Whatever an agent makes of an answer that is not its own stands in its history behind what it asked. */
  #noteAnswered(replayed: ReplayedSide, index: number): void {
    const last = this.#compared.turnOf(replayed, 'replayed')?.ids.at(-1)
    if (last !== undefined && !this.#otherwiseAnswered.has(last))
      this.#otherwiseAnswered.set(last, this.#rootOf(index))
  }

  /**
   * The differences between two requests. Values that each run generates are left out, unless
   * nothing else differs.
   */
  #changes(recorded: RecordedSide, replayed: ReplayedSide): RequestChange[] {
    if (!recorded.asked || !replayed.asked) return []
    const changes = compareRequests(recorded.asked, replayed.asked, this.#compared.pool)
    const relevant = changes.flatMap((change): RequestChange[] => {
      const kept = change.differences.filter((difference) => !this.#end.isNoise?.(difference))
      return kept.length === 0 ? [] : [{ ...change, differences: kept }]
    })
    return relevant.length > 0 ? relevant : changes
  }

  #judgeAlone(
    position: Extract<RunPosition, { kind: 'replaced' | 'missing' | 'extra' }>,
    index: number,
  ): void {
    const { recorded, replayed } = position
    const base = divergenceAt(position, index)
    const inputs: PathDifference = {
      path: 'inputs',
      recorded: recorded ? this.#brief(recorded, 'recorded') : undefined,
      replayed: replayed ? this.#brief(replayed, 'replayed') : undefined,
    }
    const name: PathDifference = {
      path: 'action',
      recorded: recorded?.name,
      replayed: replayed?.name,
    }
    const kind = (
      { replaced: 'action_mismatch', missing: 'missing_action', extra: 'extra_action' } as const
    )[position.kind]
    const parent =
      this.#alone.recorded.get(recorded?.parent ?? -1) ??
      this.#alone.replayed.get(replayed?.parent ?? -1)
    const change: RequestChange = { key: this.#keyOf(position), differences: [name, inputs] }
    const origin =
      parent ??
      (position.kind === 'replaced' ? null : this.#explained.originOf(change)) ??
      this.#decided
    const isFirst = origin === null
    this.#file({
      ...base,
      kind,
      cause: position.kind === 'missing' ? 'missing_call' : 'extra_call',
      firstCause: isFirst,
      causedBy: isFirst ? null : this.#rootOf(origin),
      paths: position.kind === 'replaced' ? [name, inputs] : [inputs],
      note: position.kind === 'replaced' ? recorded!.name : null,
    })
    if (recorded) this.#alone.recorded.set(recorded.index, index)
    if (replayed) this.#alone.replayed.set(replayed.index, index)
    const own = isFirst ? index : this.#rootOf(origin)
    this.#explained.addChange(change, own)
    this.#explained.addValues(
      {
        recorded: recorded ? this.#compared.addedBy(recorded, 'recorded') : undefined,
        replayed: replayed ? this.#compared.addedBy(replayed, 'replayed') : undefined,
      },
      own,
    )
    this.#follow(own, { recorded: recorded?.output, replayed: replayed?.output })
    if (replayed) this.#noteAnswered(replayed, own)
  }

  /** Equal for the same call, however often one side alone makes it. */
  #keyOf({ kind, recorded, replayed }: RunPosition): string {
    const { operation, asked } = (replayed ?? recorded)!
    return `${kind} ${operation} ${this.#compared.pool.idOf(asked?.body ?? null)}`
  }

  #brief(action: SideAction, side: 'recorded' | 'replayed'): JsonValue {
    return nameRequest(action, this.#compared.turnOf(action, side), this.#compared.pool)
  }

  /**
   * Registers the answers that both sides went on with after a divergence, so that later
   * differences made of them follow from it.
   */
  #follow(
    index: number,
    values: { recorded?: JsonValue | undefined; replayed?: JsonValue | undefined },
  ): void {
    const origin = this.#rootOf(index)
    this.#explained.addValues(values, origin)
    this.#turning.push(origin)
  }

  #unexplained(changes: RequestChange[]): RequestChange[] {
    return changes.filter((change) => this.#originOf(change) === null)
  }

  #originOf(change: RequestChange): number | null {
    // Messages that only changed places follow from an earlier change of the calls.
    if (change.moved && this.#turning.length > 0) return this.#turning[0]!
    const { answers } = change
    return (
      this.#explained.originOf(change) ??
      (answers === undefined ? null : (this.#otherwiseAnswered.get(answers) ?? null))
    )
  }

  /**
   * Adds a divergence: as a first cause with the changes that nothing earlier explains, or as a
   * consequence.
   */
  #add(divergence: Divergence, changes: RequestChange[]): void {
    const unexplained = this.#unexplained(changes)
    const isFirst = unexplained.length > 0
    const origins = changes.flatMap((change) => this.#originOf(change) ?? [])
    const blockedBy = this.#turning.at(-1) ?? this.divergences[0]?.index ?? null
    const causedBy = origins.length > 0 ? Math.min(...origins) : blockedBy
    const found =
      isFirst || causedBy === null ? divergence : this.#consequence(divergence, causedBy)
    const paths = [...unexplained, ...changes.filter((change) => !unexplained.includes(change))]
      .flatMap((change) => this.#pathsOf(change, isFirst ? unexplained : changes))
      .slice(0, MAX_PATHS)
    this.#file(
      isFirst ? attribute({ ...found, paths }, unexplained, this.#end) : { ...found, paths },
    )
    const origin = found.firstCause ? found.index : found.causedBy!
    for (const change of changes) this.#explained.addChange(change, origin)
  }

  /**
   * Lists the paths of a change, with values only if it is reported here and was not shown before:
   * a long conversation repeats it with every turn.
   */
  #pathsOf(change: RequestChange, reported: readonly RequestChange[]): PathDifference[] {
    if (reported.includes(change) && !this.#explained.hasSeen(change)) return change.differences
    return change.differences.map(({ path }) => ({
      path,
      recorded: undefined,
      replayed: undefined,
    }))
  }

  #consequence(divergence: Divergence, of: number): Divergence {
    const root = this.#rootOf(of)
    const cause = this.#byIndex.get(root)?.cause ?? divergence.cause
    return { ...divergence, firstCause: false, causedBy: root, cause }
  }

  #file(divergence: Divergence): void {
    this.divergences.push(divergence)
    this.#byIndex.set(divergence.index, divergence)
  }

  #rootOf(index: number): number {
    return this.#byIndex.get(index)?.causedBy ?? index
  }

  /** Judges the missing actions after the last replayed one, and the final output. */
  end(positions: readonly RunPosition[]): void {
    this.divergences.sort((a, b) => a.index - b.index)
    const last = positions.findLastIndex(({ replayed }) => replayed !== null)
    foldTail(
      this.divergences.filter(({ index }) => index > last),
      this.#blocked === null ? null : this.#rootOf(this.#blocked),
      this.#end.error,
    )
    this.#judgeOutput(positions)
    blameInput(this.divergences, this.#end.changedInput ?? [])
  }

  #judgeOutput(positions: readonly RunPosition[]): void {
    const { finalOutput, error } = this.#end
    if (finalOutput.length === 0) return
    const changes = changesOf(finalOutput)
    const explained = changes.every((change) => this.#explained.originOf(change) !== null)
    const turning = explained ? this.#explained.originOf(changes[0]!) : (this.#turning[0] ?? null)
    this.#file({
      ...emptyDivergence(positions.length, 'final output'),
      kind: 'output_mismatch',
      cause: 'final_output',
      firstCause: turning === null,
      causedBy: turning === null ? null : this.#rootOf(turning),
      paths: finalOutput,
      note: error,
    })
  }
}
