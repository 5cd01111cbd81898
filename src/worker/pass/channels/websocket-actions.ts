import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { ReplayError } from '../../../core/errors.ts'
import { stableJson } from '../../../core/stable-json.ts'
import { callMatchable } from '../../../core/matching/asked-of.ts'
import type { JsonObject, JsonValue } from '../../../core/json.ts'
import type { UnknownHeaders } from '../../../core/matching/unknown-headers.ts'
import { refusedSocket } from '../../context/refused-socket.ts'
import type { SocketCall, SocketVerdict } from '../../context/socket-call.ts'
import { sourceOf } from '../../context/source-location.ts'
import { renderRule } from '../../../core/policy/policy-rule.ts'
import type { LateCalls } from '../../begun/late-calls.ts'
import type { CallOrigin } from '../../open-runs/open-run.ts'
import type { Decision } from '../decision.ts'
import { describePerformed } from '../describe-performed.ts'
import type { ObservedAction } from '../observed-action.ts'
import type { PassLedger } from '../pass-ledger.ts'
import { RequestRules } from '../requests/request-rules.ts'
import { SocketRecording } from './socket-recording.ts'
import { ServedWebsocket } from './served-websocket.ts'
import {
  describeMessage,
  describeOpening,
  NOTHING_SAID,
  saidBy,
  socketInputs,
  socketName,
  unknownOfOpening,
  type SaidMessages,
} from './socket-content.ts'

/** A WebSocket as it is matched. */
interface Asked {
  name: string
  operation: string
  opening: JsonObject
  unknown: UnknownHeaders
}

/** The WebSockets of a run: they are opened and recorded, or the recording speaks. */
export class WebsocketActions {
  readonly #ledger: PassLedger
  readonly #rules: RequestRules
  readonly #late: Pick<LateCalls, 'note'>
  readonly #isStill: () => boolean
  readonly #recordings = new Set<SocketRecording>()
  readonly #served = new Set<ServedWebsocket>()

  /** @param isStill Returns `true` while the run waits for nothing that is known. */
  constructor(ledger: PassLedger, late: Pick<LateCalls, 'note'>, isStill: () => boolean) {
    this.#ledger = ledger
    this.#late = late
    this.#rules = new RequestRules(ledger)
    this.#isStill = isStill
  }

  /** Decides on a WebSocket that is about to be opened. */
  decide(call: SocketCall, origin: CallOrigin): SocketVerdict {
    const { player, root, redactor, guard } = this.#ledger.options
    const name = socketName(call, redactor)
    if (this.#ledger.isOver) return refused(this.#late.note(name))
    const operation = `websocket ${name}`
    const opening = describeOpening(call, redactor)
    const asked: Asked = { name, operation, opening, unknown: unknownOfOpening(call, redactor) }
    const identity = { type: 'websocket', name, operation } as const
    const request = { method: 'GET', url: call.url.replace(/^ws/, 'http') }
    const rule = this.#rules.of(request)
    if (rule?.effect === 'execute') {
      this.#rules.count('http', request, rule)
      return { kind: 'open' }
    }
    const open = () => this.#ledger.open(origin, sourceOf(call.stack, root), identity)
    if (rule && rule.effect !== 'serve') {
      const reason = `${name} is refused by ${renderRule(rule)}`
      this.#rules.count('http', request, rule)
      this.#ledger.refuse(open(), reason, rule)
      return refused(reason)
    }
    if (this.#ledger.admit('websocket') !== 'admitted') return refused(guard!.error!.message)
    const action = open()
    if (!player) return this.#record(action, asked, null)
    const { plan } = this.#ledger.options
    if (plan === 'replay' || this.#candidates(asked).length > 0) return this.#serve(action, asked)
    return this.#record(action, asked, this.#ask(action, asked, NOTHING_SAID))
  }

  /** Files what is still open when the run is over. */
  close(): void {
    for (const recording of this.#recordings) recording.close()
    for (const served of this.#served) served.over()
  }

  #ask(action: ObservedAction, asked: Asked, said: SaidMessages): Decision {
    return this.#ledger.ask(action, asked, matchableOf(asked, said))
  }

  #record(action: ObservedAction, asked: Asked, decision: Decision | null): SocketVerdict {
    this.#ledger.run(action, { reason: 'recorded', decision })
    const recording = new SocketRecording({
      redactor: this.#ledger.options.redactor,
      opening: asked.opening,
      unknown: asked.unknown,
      now: () => this.#ledger.now() - action.start,
      touched: () => this.#ledger.touch(),
      done: ({ timeToHeadersMs, ...outcome }) => {
        this.#recordings.delete(recording)
        const duration = this.#ledger.now() - action.start
        const times = { duration, ...(timeToHeadersMs === undefined ? {} : { timeToHeadersMs }) }
        this.#ledger.end(action, describePerformed(action, outcome, times))
      },
    })
    this.#recordings.add(recording)
    return { kind: 'recorded', tap: recording }
  }

  /** The recorded WebSockets of an operation that are not served. */
  #candidates({ name }: Asked): RecordedAction[] {
    const { player } = this.#ledger.options
    const unserved = new Set(player!.unserved())
    return player!.recorded.filter(
      (action) => action.type === 'websocket' && action.name === name && unserved.has(action.index),
    )
  }

  #serve(action: ObservedAction, asked: Asked): SocketVerdict {
    const { redactor, arrivals, player } = this.#ledger.options
    const candidates = this.#candidates(asked)
    let reason = ''
    const served: ServedWebsocket = new ServedWebsocket({
      needed: neededBy(candidates),
      likely: candidates[0] ?? null,
      decide: (said) => {
        const decision = this.#ask(action, asked, this.#assumed(asked, said))
        const inputs = socketInputs(asked.opening, said)
        const content = decision.kind === 'equal' ? undefined : { inputs }
        if (decision.kind === 'blocked') {
          reason = this.#ledger.block(action, { decision, content, what: asked.name })
          return null
        }
        this.#ledger.serve(action, { decision, content })
        player!.headerNotes.noteOpening(decision.recorded, asked.unknown)
        return decision.answer
      },
      renamed: (answer, said) => {
        const { state } = action
        if (state.kind !== 'served' || state.decision.kind === 'reclaimed') return answer
        const expected = saidBy(state.decision.recorded.inputs)
        const whole = {
          messages: completed(said.messages, expected.messages),
          close: expected.close,
        }
        player!.review(state.decision, matchableOf(asked, whole))
        return player!.rename(answer)
      },
      spoke: (json) => {
        const { answer } = action
        if (answer) player!.addServed({ ...answer, outputs: { json } })
      },
      describe: (message) => describeMessage(message, redactor),
      turnOf: (answer) => arrivals?.turnOf(answer),
      isStill: this.#isStill,
      blocked: () => reason,
      touched: () => this.#ledger.touch(),
      ended: (said) => {
        this.#served.delete(served)
        this.#review(action, asked, { said, pings: served.pings })
      },
    })
    this.#served.add(served)
    return { kind: 'served', socket: served }
  }

  /** All that a client says, if it goes on as the recorded one that began so. */
  #assumed(asked: Asked, said: SaidMessages): SaidMessages {
    const recorded = this.#candidates(asked).map(({ inputs }) => saidBy(inputs))
    const begun = recorded.find(({ messages }) =>
      said.messages.every(
        (message, at) => stableJson(message) === stableJson(messages[at] ?? null),
      ),
    )
    return begun ?? said
  }

  /** Decides again, by all that was said in the end. */
  #review(
    action: ObservedAction,
    asked: Asked,
    { said, pings }: { said: SaidMessages; pings: ReadonlySet<string> },
  ): void {
    const { state } = action
    if (state.kind !== 'served' || state.decision.kind === 'reclaimed') return
    const { player, plan, runName } = this.#ledger.options
    player!.headerNotes.unseen.notePings(state.decision.recorded, pings)
    const decision = player!.review(state.decision, matchableOf(asked, said))
    const inputs = socketInputs(asked.opening, said)
    const content = decision.kind === 'equal' ? undefined : { inputs }
    this.#ledger.review(action, { decision, content })
    if (plan === 'replay' || decision.kind !== 'mismatched') return
    this.#ledger.failure ??= new ReplayError('RECORDING_DIVERGED', {
      attempted: `Failed to go on with the recording "${runName}"`,
      reason: `"${action.name}" was served from its recording, and its client sent something else`,
      remedy: 'Record the run anew, with VITEST_REPLAY=all',
    })
  }
}

function refused(reason: string): SocketVerdict {
  return { kind: 'served', socket: refusedSocket(reason) }
}

function matchableOf({ operation, opening }: Asked, said: SaidMessages) {
  return callMatchable(operation, socketInputs(opening, said).json)
}

/** The messages so far, and those that are still to come of the recorded ones. */
function completed(said: readonly JsonValue[], recorded: readonly JsonValue[]): JsonValue[] {
  return [...said, ...recorded.slice(said.length)]
}

/** The messages that come before any server says something; 0 where one speaks, or refuses, at once. */
function neededBy(candidates: readonly RecordedAction[]): number {
  if (candidates.length < 2) return 0
  return Math.min(...candidates.map(({ websocket }) => websocket?.events?.[0]?.after ?? 0))
}
