import { jsonEqual, type JsonValue } from '../../../core/json.ts'
import { variablesIn, varyingVariable } from '../../../core/processes/variables.ts'
import type { RecordedAction } from '../../../core/cassette/schema.ts'
import type { HeaderSelection } from '../../../core/matching/compared-headers.ts'
import type { RuleSet } from '../../../core/matching/match-rules.ts'
import {
  differingHeaders,
  PROGRAM_NAME,
  unknownHeaders,
  type UnknownHeaders,
} from '../../../core/matching/unknown-headers.ts'
import type { Receipt } from '../../../core/report/receipt-schema.ts'
import { headerMeaning, isLookedAt } from '../../../core/request-headers/header-meaning.ts'
import type { ProcessCall } from '../../context/process-call.ts'
import { isTraced } from '../../../core/request-headers/noise-headers.ts'
import {
  accountIn,
  accountKey,
  isGuessable,
  keepsPresence,
  PRESENCE_HEADERS,
  presenceForm,
  varyingAccount,
} from '../../../core/request-headers/presence-headers.ts'
import { UnseenNotes } from './unseen-notes.ts'

/** The headers of a request that was sent: those that a cassette keeps, in its form, and all of them. */
export interface SentHeaders {
  kept: ReadonlyArray<readonly [name: string, value: string]>
  headers: Iterable<readonly [name: string, value: string]>
  /** The URL without its secrets. */
  url: string
}

/** The version of the table since which a cassette has them of WebSockets, too. */
const SOCKETS_SINCE = 9

type Reason = NonNullable<Receipt['notCompared']>[number]['reason']

/** Remembers the headers of a replay that took no part in matching. */
export class HeaderNotes {
  readonly notCompared = new Map<string, Reason>()
  /** Headers with a secret of another account than the recorded one, where that does not count. */
  readonly otherAccounts = new Set<string>()
  /** Headers with a secret that is too easy to guess: nothing of it was kept, and it may be the same. */
  readonly guessable = new Set<string>()
  /** Variables of processes that were others than the recorded ones. */
  readonly variables = new Set<string>()
  /** Notes on what is no part of any call, and was another thing than recorded. */
  readonly unseen: UnseenNotes
  readonly #selection: HeaderSelection
  readonly #rules: RuleSet

  constructor(selection: HeaderSelection, rules: RuleSet) {
    this.#selection = selection
    this.#rules = rules
    this.unseen = new UnseenNotes(selection.varying ?? [])
  }

  /** Looks at a request: for headers that the cassette was recorded without, and those that differ and that no table knows. */
  note({ name: action, request }: RecordedAction, sent: SentHeaders): void {
    const { table, optedIn } = this.#selection
    for (const [name] of sent.kept) {
      const isMissed = headerMeaning(name).kind === 'meaningful' && !isLookedAt(name, table)
      if (isMissed && !optedIn.includes(name)) this.notCompared.set(name, 'not_recorded')
    }
    if (table === undefined) return
    const unknown = unknownHeaders(sent.headers, sent.kept)
    this.noteUnknown(action, request?.unknownHeaders ?? [], unknown)
    this.#notePresence(action, request?.headers ?? [], sent.kept)
    this.#noteAccounts(action, request?.headers ?? [], sent)
    this.unseen.noteKeys(action, request?.headers ?? [], sent.kept)
  }

  /** Compares headers that no table knows. */
  noteUnknown(action: string, recorded: UnknownHeaders, sent: UnknownHeaders): void {
    const { table = 0, varying = [] } = this.#selection
    for (const name of differingHeaders(recorded, sent)) {
      if (varying.includes(name) || this.#rules.ignoresHeader(action, name)) continue
      const reason = name === PROGRAM_NAME ? 'program' : 'unknown'
      this.notCompared.set(name, isTraced(name, table) ? reason : 'not_recorded')
    }
  }

  /** Compares what a WebSocket was opened with, of headers that no table knows. */
  noteOpening({ name, websocket, outcome }: RecordedAction, sent: UnknownHeaders): void {
    const { table = 0 } = this.#selection
    if (table < SOCKETS_SINCE || outcome !== 'success') return
    this.noteUnknown(name, websocket?.unknownHeaders ?? [], sent)
  }

  /** Compares how a process was started: none of it is sent to it. */
  noteStart({ name, process: facts }: RecordedAction, { stdio, settings }: ProcessCall): void {
    if (!facts || (this.#selection.table ?? 0) < SOCKETS_SINCE) return
    const streams = stdio.kind === 'known' ? stdio.streams : []
    this.unseen.noteStart(name, {
      stdio: facts.stdio.join() === streams.join(),
      settings: (facts.settings ?? []).join() === settings.join(),
    })
  }

  /** Compares what a process was started with, where its variables may vary by themselves. */
  noteVariables(recorded: JsonValue, sent: JsonValue): void {
    const [before, now] = [variablesIn(recorded) ?? {}, variablesIn(sent) ?? {}]
    for (const name of new Set([...Object.keys(before), ...Object.keys(now)]))
      if (!jsonEqual(before[name] ?? null, now[name] ?? null))
        this.variables.add(varyingVariable(name))
  }

  #noteAccounts(action: string, recorded: SentHeaders['kept'], sent: SentHeaders): void {
    const { accounts, varying = [], optedIn } = this.#selection
    for (const [name, value] of recorded) {
      const account = accountIn(value)
      if (isGuessable(value) && !optedIn.includes(name) && !this.#rules.ignoresHeader(action, name))
        this.guessable.add(name)
      if (account === undefined || optedIn.includes(name)) continue
      if (accounts?.has(accountKey(name, sent.url)) || this.#rules.ignoresHeader(action, name))
        continue
      const isVarying = varying.includes(name) || varying.includes(varyingAccount(name))
      const now = sent.kept.find(([own]) => own === name)
      if (now && !isVarying && accountIn(now[1]) !== account) this.otherAccounts.add(name)
    }
  }

  /** A header with a secret that does not count, and that one of the two sides sent alone. */
  #notePresence(action: string, recorded: SentHeaders['kept'], sent: SentHeaders['kept']): void {
    const { table, optedIn, present, varying = [] } = this.#selection
    if (!keepsPresence(table)) return
    for (const name of PRESENCE_HEADERS) {
      const counts = present === undefined || present.has(name)
      if (counts || varying.includes(name) || optedIn.includes(name)) continue
      if (formOf(recorded, name) === formOf(sent, name)) continue
      if (!this.#rules.ignoresHeader(action, name)) this.notCompared.set(name, 'credential')
    }
  }
}

function formOf(headers: SentHeaders['kept'], name: string): string | undefined {
  const found = headers.find(([own]) => own === name)
  return found && presenceForm(found[1])
}
