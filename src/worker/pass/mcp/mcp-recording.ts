import type { RecordedError } from '../../../core/cassette/schema.ts'
import {
  CANCELLED,
  describeStatement,
  PROGRESS,
  splitMeta,
  statementName,
  statementOperation,
  tokenOf,
  without,
} from '../../../core/mcp/describe-statement.ts'
import type { McpFacts } from '../../../core/mcp/mcp-schema.ts'
import { idKey, readMessages, type Reply, type Statement } from '../../../core/mcp/read-messages.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { callStack } from '../../context/call-stack.ts'
import { contextScope } from '../../context/scope.ts'
import { sourceOf } from '../../context/source-location.ts'
import { describePerformed, type PerformedOutcome } from '../describe-performed.ts'
import type { ObservedAction } from '../observed-action.ts'
import type { PassLedger } from '../pass-ledger.ts'
import {
  describeContent,
  describeSentOne,
  GIVEN_UP,
  OpenRequests,
  UNANSWERED,
  type McpContentOptions,
} from './mcp-content.ts'

interface Filing {
  action: ObservedAction
  inputs: JsonObject
  facts: McpFacts
}

/** Files the messages between a client of MCP and a server that really runs, each as an action within its process. */
export class McpRecording {
  readonly #ledger: PassLedger
  readonly #content: McpContentOptions
  readonly #process: number
  readonly #server: string
  readonly #open = new OpenRequests()
  /** The requests without a response, of the client and of the server, by their ids. */
  readonly #asked = { client: new Map<string, Filing>(), server: new Map<string, Filing>() }
  /** Requests that were cancelled: an answer to one is no part of the run. */
  readonly #cancelled = new Set<string>()

  /** @param of The process, and the name of the server, by which its messages differ from those of another. */
  constructor(
    ledger: PassLedger,
    content: McpContentOptions,
    of: { process: number; server: string },
  ) {
    this.#ledger = ledger
    this.#content = content
    this.#process = of.process
    this.#server = of.server
  }

  /** Files a line of the client; returns `false` for what is no message. */
  said(line: string): boolean {
    const read = readMessages(line)
    if (!read) return false
    const parent = contextScope()?.parent ?? null
    const within = parent === null || parent === this.#process ? {} : { within: parent }
    return read.messages
      .map((message) => {
        if (message.kind === 'reply') return this.#answered('server', message)
        this.#saidOne(message, { server: this.#server, ...within })
        return true
      })
      .every(Boolean)
  }

  /** Files a line of the server; returns `false` for what is no message. */
  got(line: string): boolean {
    const read = readMessages(line)
    if (!read) return false
    return read.messages
      .map((message) => {
        if (message.kind === 'reply') return this.#answered('client', message, read.isBatch)
        this.#gotOne(message)
        return true
      })
      .every(Boolean)
  }

  /** Files what nobody answered: the connection is over, or the run is. */
  close(): void {
    for (const side of [this.#asked.client, this.#asked.server]) {
      for (const filing of side.values()) this.#fail(filing, UNANSWERED)
      side.clear()
    }
  }

  #saidOne(statement: Statement, facts: McpFacts): void {
    const { name, inputs } = describeSentOne(statement, this.#open, this.#content)
    const filing = this.#begin(name, { inputs, facts }, callStack())
    const { id, params, method } = statement
    if (method === CANCELLED && isJsonObject(params)) this.#giveUp(params['requestId'])
    if (id === null) return this.#end(filing, { outcome: 'success' })
    this.#open.add(id, { index: filing.action.index, inputs, token: tokenOf(params) })
    this.#asked.client.set(idKey(id), filing)
  }

  #gotOne(statement: Statement): void {
    const { id, method, params } = statement
    const { asked, meta } = splitMeta(params)
    const token = method === PROGRESS && isJsonObject(asked) ? asked['progressToken'] : undefined
    const owner = this.#open.ofToken(token)
    const of = (method === PROGRESS ? owner : this.#open.only)?.index
    const described = describeStatement(
      statement,
      owner ? without(asked, 'progressToken') : asked,
      'server',
    )
    const facts: McpFacts = {
      server: this.#server,
      from: 'server',
      ...(id === null ? {} : { id }),
      ...(meta === undefined ? {} : { meta: describeContent(meta, this.#content) }),
      ...(of === undefined ? {} : { of }),
    }
    const inputs = describeContent(described, this.#content)
    const name = this.#content.redactor.name(statementName(statement))
    const filing = this.#begin(name, { inputs, facts })
    if (id === null) this.#end(filing, { outcome: 'success' })
    else this.#asked.server.set(idKey(id), filing)
  }

  #begin(name: string, { inputs, facts }: Omit<Filing, 'action'>, stack?: string): Filing {
    const { root } = this.#ledger.options
    const origin = { parent: this.#process, isAttributed: false }
    const operation = statementOperation(name, facts)
    const action = this.#ledger.open(origin, sourceOf(stack, root), {
      type: 'mcp',
      name,
      operation,
    })
    this.#ledger.run(action, { reason: 'recorded', decision: null })
    return { action, inputs, facts }
  }

  #answered(side: 'client' | 'server', { id, outputs }: Reply, isBatch = false): boolean {
    const key = idKey(id)
    const filing = this.#asked[side].get(key)
    if (!filing) return side === 'client' && this.#cancelled.has(key)
    this.#asked[side].delete(key)
    if (side === 'client') this.#open.close(id)
    const facts: McpFacts = isBatch ? { ...filing.facts, batched: true } : filing.facts
    const json: JsonValue = describeContent(outputs, this.#content)
    const outcome = 'error' in outputs ? 'error' : 'success'
    this.#end({ ...filing, facts }, { outcome, outputs: { json } })
    return true
  }

  #giveUp(id: JsonValue | undefined): void {
    if (typeof id !== 'string' && typeof id !== 'number') return
    const key = idKey(id)
    const filing = this.#asked.client.get(key)
    if (!filing) return
    this.#asked.client.delete(key)
    this.#open.close(id)
    this.#cancelled.add(key)
    this.#fail(filing, GIVEN_UP)
  }

  #fail(filing: Filing, error: RecordedError): void {
    this.#end(filing, { outcome: 'error', error })
  }

  #end({ action, inputs, facts }: Filing, outcome: PerformedOutcome): void {
    const duration = this.#ledger.now() - action.start
    const whole = { inputs: { json: inputs }, ...outcome, mcp: facts }
    this.#ledger.end(action, describePerformed(action, whole, { duration }))
  }
}

/** Opens the recording of the messages of a process. */
export function recordSession(
  ledger: PassLedger,
  content: McpContentOptions,
  { index, name }: ObservedAction,
): McpRecording {
  const same = ledger.actions.filter(
    (action) => action.type === 'process' && action.name === name && action.index < index,
  )
  const server = same.length === 0 ? name : `${name} #${same.length + 1}`
  return new McpRecording(ledger, content, { process: index, server })
}
