import { RawBody } from '../../../src/core/cassette/raw-body.ts'
import { MEANINGFUL } from '../../../src/core/matching/compared-headers.ts'
import { utf8 } from '../../../src/core/bytes.ts'
import type { RecordedAction } from '../../../src/core/cassette/schema.ts'
import type { JsonValue } from '../../../src/core/json.ts'
import { createRuleSet } from '../../../src/core/matching/match-rules.ts'
import { createVolatileMemory } from '../../../src/core/matching/volatile-values.ts'
import { Policy } from '../../../src/core/policy/policy.ts'
import { createRedactor } from '../../../src/core/redaction/index.ts'
import { RunIntervals } from '../../../src/worker/begun/run-intervals.ts'
import type { HttpCall, HttpVerdict } from '../../../src/worker/context/http-call.ts'
import { RunValues } from '../../../src/worker/environment/own-values.ts'
import { HttpActions } from '../../../src/worker/pass/http-actions.ts'
import { PassLedger } from '../../../src/worker/pass/pass-ledger.ts'
import type { PassOptions } from '../../../src/worker/pass/pass-options.ts'
import { Player, type PlayerOptions } from '../../../src/worker/pass/player.ts'

/** The origin of a call in the run's own context. */
export const OWN = { parent: null, isAttributed: false }

/** The value of a variable that is named like a credential. */
export const SECRET = 'c4a1f0e2d3b5968778695a4b3c2d1e0f'

export const redactor = createRedactor({
  env: { PAYMENTS_API_KEY: SECRET },
  headers: [],
  secrets: [],
})

export function recordingOptions(change: Partial<PassOptions> = {}): PassOptions {
  return {
    plan: 'record',
    own: new RunValues(() => []),
    intervals: new RunIntervals('own'),
    runName: 'a run',
    root: '/project',
    redactor,
    headers: MEANINGFUL,
    rules: createRuleSet([]),
    policy: new Policy([]),
    stopAtDivergence: false,
    afterReturn: 30_000,
    compare: { output: [], actions: new Map() },
    ...change,
  }
}

export function openPlayer(
  recorded: readonly RecordedAction[],
  change: Partial<PlayerOptions> = {},
): Player {
  const now = Date.now()
  return new Player(recorded, {
    redactor,
    headers: MEANINGFUL,
    exactOnly: false,
    rules: createRuleSet([]),
    volatile: createVolatileMemory({
      recorded: { from: now - 1000, to: now },
      replayedFrom: now,
      now: () => Date.now(),
      varied: null,
    }),
    keepsRequests: false,
    ...change,
  })
}

export function openReplay(
  recorded: readonly RecordedAction[],
  change: Partial<PassOptions> = {},
): PassLedger {
  return new PassLedger(
    recordingOptions({ plan: 'replay', player: openPlayer(recorded), ...change }),
  )
}

export function post(url: string, body: JsonValue, headers: HttpCall['headers'] = []): HttpCall {
  return {
    method: 'POST',
    url,
    headers: [['content-type', 'application/json'], ...headers],
    readBody: () => Promise.resolve(new RawBody(JSON.stringify(body))),
  }
}

export interface Exchange {
  call: HttpCall
  answer: JsonValue
  status?: number
}

/** Plays the server of a request that was let out. */
export function respond(verdict: HttpVerdict, { answer, status = 200 }: Omit<Exchange, 'call'>) {
  if (verdict.kind !== 'live') throw new Error(`the request was not let out: ${verdict.kind}`)
  const headers: HttpCall['headers'] = [['content-type', 'application/json']]
  verdict.tap.head({ status, statusText: '', headers })
  verdict.tap.chunk(utf8(JSON.stringify(answer)))
  verdict.tap.end('complete')
}

export async function filed(ledger: PassLedger): Promise<RecordedAction[]> {
  await Promise.all(ledger.underWay.filing)
  return ledger.actions.flatMap(({ fresh }) => fresh ?? [])
}

/** Records exchanges, one after the other. */
export async function recordExchanges(exchanges: readonly Exchange[]): Promise<RecordedAction[]> {
  const ledger = new PassLedger(recordingOptions())
  const http = new HttpActions(ledger)
  for (const { call, ...rest } of exchanges) respond(await http.decide(call, OWN), rest)
  return filed(ledger)
}

/** The text of an answer from the recording. */
export function textOf(verdict: HttpVerdict): string {
  if (verdict.kind !== 'respond') throw new Error(`there is no answer: ${verdict.kind}`)
  return Buffer.concat(verdict.response.pieces).toString()
}
