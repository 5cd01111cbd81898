import { bodyContent } from '../../core/cassette/body.ts'
import type { SentWrite } from '../../core/analysis/budget.ts'
import type { CassetteTotals, RecordedAction, Value } from '../../core/cassette/schema.ts'
import { restoreValue } from '../../core/cassette/value.ts'
import { findDivergences } from '../../core/divergence/find-divergences.ts'
import { type ReplayedSide } from '../../core/divergence/sides.ts'
import { givenBack } from '../../core/divergence/recorded-side.ts'
import { matchRate } from '../../core/analysis/match-rate.ts'
import type { Divergence } from '../../core/divergence/schema.ts'
import type { VolatileValue } from '../../core/matching/volatile-values.ts'
import type { Receipt } from '../../core/report/receipt-schema.ts'
import type { Tolerated } from '../../core/report/schema.ts'
import { isJsonObject, type JsonValue } from '../../core/json.ts'
import { SENT_HEADERS } from '../../core/redaction/headers.ts'
import { stableJson } from '../../core/stable-json.ts'
import { FINAL_OUTPUT } from '../../core/matching/match-rules.ts'
import type { ObservedAction } from '../pass/observed-action.ts'
import type { PassLedger } from '../pass/pass-ledger.ts'
import type { PassOptions } from '../pass/pass-options.ts'
import { addTolerated } from '../pass/tolerated.ts'
import type { Player } from '../pass/player.ts'
import { opaquePlaces } from './opaque-places.ts'
import { redactedPlaces } from './redacted-places.ts'
import type { DescribedEnd } from './run-end.ts'

/** The result of comparing a replay with its recording. */
export interface JudgedPass {
  matchRate: number
  divergences: Divergence[]
  receipt: Receipt
  /** Values of the final output in which it differs, and which both runs generated. */
  volatileEnd: readonly VolatileValue[]
  tolerated: readonly Tolerated[]
}

/** Compares a replay with its recording. */
export function judge(
  ledger: PassLedger,
  { end, recordedOutput, volatile, tolerated }: DescribedEnd,
): JudgedPass {
  const player = ledger.options.player!
  const { actions } = ledger
  const { divergences, positions } = findDivergences(
    player.recordedSides(),
    actions.map((action) => replayedSide(action, ledger.options)),
    end,
  )
  const count = (...treatments: Array<ObservedAction['treatment']>) =>
    actions.filter((action) => treatments.includes(action.treatment)).length
  return {
    matchRate: matchRate(positions, divergences.length),
    divergences,
    receipt: {
      served: count('equal', 'volatile', 'mismatched', 'executed'),
      volatile: actions.filter((action) => action.volatile.length > 0).length,
      mismatched: count('mismatched'),
      live: count('live', 'recorded'),
      blocked: count('blocked'),
      unserved: player.unserved().length,
      ...policyReceipt(ledger),
      attributed: actions.filter(({ isAttributed }) => isAttributed).length,
      ...journalReceipt(ledger),
      ...headerReceipt(player),
      ...(ledger.options.headers.table === undefined ? { olderRules: true as const } : {}),
      ...placesReceipt(ledger, recordedOutput),
    },
    volatileEnd: volatile,
    tolerated: addTolerated(ledger.tolerated, FINAL_OUTPUT, tolerated),
  }
}

/** Lists what was decided by policy or left the process; nothing where all was recorded or served. */
export function policyReceipt({
  policy: { rows, background, processes },
}: PassLedger): Pick<Receipt, 'policy' | 'background' | 'processes'> {
  return {
    ...(background > 0 ? { background } : {}),
    ...(processes > 0 ? { processes } : {}),
    ...(rows.length > 0 ? { policy: rows } : {}),
  }
}

function placesReceipt(
  ledger: PassLedger,
  output: Value | undefined,
): Pick<Receipt, 'redacted' | 'opaque' | 'notLookedFor'> {
  const redacted = redactedPlaces(ledger, output)
  const unseen = ledger.options.player?.headerNotes.unseen
  const opaque = [
    ...opaquePlaces(ledger, output, unseen?.unread),
    ...(unseen?.places.values() ?? []),
  ]
  const { notLookedFor } = ledger.options.redactor
  return {
    ...(notLookedFor > 0 ? { notLookedFor } : {}),
    ...(redacted.length > 0 ? { redacted } : {}),
    ...(opaque.length > 0 ? { opaque } : {}),
  }
}

/** Lists the headers that took no part; nothing where all did. */
function headerReceipt({ headerNotes }: Player): Pick<Receipt, 'notCompared'> {
  const { notCompared, otherAccounts, guessable } = headerNotes
  const reasons = new Map([
    ...[...guessable].map((header) => [header, 'guessable'] as const),
    ...[...otherAccounts].map((header) => [header, 'account'] as const),
    ...notCompared,
  ])
  if (reasons.size === 0) return {}
  const headers = [...reasons].map(([header, reason]) => ({ header, reason }))
  return { notCompared: headers.sort((a, b) => (a.header < b.header ? -1 : 1)) }
}

/** Counts the readings of clock and chance that the journal did not have; empty where there was no journal. */
function journalReceipt({ options: { environment } }: PassLedger): Partial<Receipt> {
  if (!environment) return {}
  return {
    ...(environment.continued > 0 ? { continued: environment.continued } : {}),
    ...(environment.isFull ? { journalFull: true as const } : {}),
  }
}

/** Stands for the differences of a function that had not ended when the run had. */
const UNFINISHED = { path: 'outcome', recorded: 'it ended', replayed: 'it did not end in time' }

function isUnfinished({ type, treatment, recorded, fresh }: ObservedAction): boolean {
  const runs = treatment === 'executed' || treatment === 'live'
  return runs && (type === 'tool' || type === 'step') && recorded !== null && !fresh
}

function replayedSide(
  action: ObservedAction,
  { player, arrivals }: Pick<PassOptions, 'player' | 'arrivals'>,
): ReplayedSide {
  const { index, type, name, operation, parent, start, matches, source } = action
  return {
    index,
    type,
    name,
    operation,
    parent,
    start,
    matches,
    source,
    duration: ((action.recorded && arrivals?.heldUntil(action.recorded)) ?? start) - start,
    get asked() {
      return player!.askedBy(action)
    },
    answeredBy: action.recorded?.index ?? null,
    outputDifferences: isUnfinished(action) ? [UNFINISHED] : [...action.output],
    blocked: action.treatment === 'blocked',
    get output() {
      const from = action.treatment === 'executed' ? action.fresh : (action.answer ?? action.fresh)
      return from && givenBack(from)
    },
  }
}

/** Adds up a recording; what is unknown of one action is unknown of all. */
export function totalsOf(actions: readonly RecordedAction[], duration: number): CassetteTotals {
  const models = actions.flatMap((action) =>
    action.llm && (action.response?.status ?? 0) < 400 ? [action.llm] : [],
  )
  const add = (read: (facts: (typeof models)[number]) => number | null): number | null => {
    let sum = 0
    for (const facts of models) {
      const value = read(facts)
      if (value === null) return null
      sum += value
    }
    return sum
  }
  return {
    actions: actions.length,
    duration,
    costUsd: actions.some(looksLikeModelCall) ? null : add((facts) => facts.costUsd),
    inputTokens: add((facts) => facts.usage?.inputTokens ?? null),
    outputTokens: add((facts) => facts.usage?.outputTokens ?? null),
  }
}

/** Recognises a request that may have been a model call of a kind unknown here, whose price is unknown, too. */
function looksLikeModelCall({ type, request }: RecordedAction): boolean {
  if (type !== 'http' || request?.method !== 'POST') return false
  const content = bodyContent(request.body)
  if (!content || !('json' in content) || !isJsonObject(content.json)) return false
  const { model, messages, prompt } = content.json
  return typeof model === 'string' || Array.isArray(messages) || typeof prompt === 'string'
}

/** A call of a run, with its inputs, as the assertions look at it. */
export interface CalledAction {
  name: string
  type: string
  inputs: unknown
  /** The same for the same inputs. @internal */
  key: string
}

const WRITES = new Set(['POST', 'PATCH'])

/** Lists the requests of a run that change something at a service each time they are sent. */
export function sentWrites({ actions }: PassLedger): SentWrite[] {
  return actions.flatMap(({ name, type, fresh, recorded }) => {
    const request = (fresh ?? recorded)?.request
    if (type !== 'http' || !request || !WRITES.has(request.method.toUpperCase())) return []
    const idempotencyKey =
      request.headers.find(([header]) => SENT_HEADERS.has(header.toLowerCase()))?.[1] ?? null
    return {
      name,
      key: stableJson([request.method, request.url, (request.body ?? null) as JsonValue]),
      idempotencyKey,
    }
  })
}

/** Lists the calls of a run: its own actions, and the tool calls that models asked for. */
export function calledActions({ actions }: PassLedger): CalledAction[] {
  return actions.map((action) => {
    const from = action.fresh ?? action.recorded
    const args = from?.inputs ? (restoreValue(from.inputs) as unknown[]) : []
    return {
      name: action.name,
      type: action.type,
      inputs: args.length <= 1 ? args[0] : args,
      key: from?.inputs ? stableJson([from.inputs.json, from.inputs.meta ?? null]) : '',
    }
  })
}
