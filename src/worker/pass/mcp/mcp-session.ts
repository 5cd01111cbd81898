import type { RecordedAction } from '../../../core/cassette/schema.ts'
import { utf8 } from '../../../core/bytes.ts'
import { PROGRESS, statementOperation, tokenOf } from '../../../core/mcp/describe-statement.ts'
import {
  idKey,
  readMessages,
  type MessageId,
  type Reply,
  type Statement,
} from '../../../core/mcp/read-messages.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { callMatchable } from '../../../core/matching/asked-of.ts'
import type { ProcessInput, ProcessScript } from '../../context/process-call.ts'
import { workerState } from '../../context/scope.ts'
import { nextTurn } from '../../context/timers.ts'
import type { ObservedAction } from '../observed-action.ts'
import type { PassLedger } from '../pass-ledger.ts'
import {
  describeSentOne,
  findContent,
  OpenRequests,
  type McpContentOptions,
} from './mcp-content.ts'
import { McpFiling, type Question } from './mcp-filing.ts'
import { ReplyLine } from './reply-line.ts'
import { ServerStatements, type HeardSoFar } from './server-statements.ts'
import { SideEvents } from './side-events.ts'

type Event = ProcessScript['events'][number]

/** A response that waits for what came before it. */
interface Pending {
  id: MessageId
  recorded: RecordedAction
  answer: RecordedAction
  line: ReplyLine
}

/** Milliseconds without a message, after which the server waits for no other than the request. */
const STILL = 1000

/** The code of an error that the server defines itself. */
const BLOCKED = -32_000

export interface SessionOptions {
  ledger: PassLedger
  content: McpContentOptions
  /** The action of the process in this run. */
  process: ObservedAction
  /** The recorded one. */
  recorded: RecordedAction
  /** The recorded output that is no message, and the exit. */
  script: ProcessScript
  /** Makes the stand-in look for what has come. */
  wake(): void
}

/** Answers a client of MCP from the recorded messages of a server. */
export class McpSession {
  /** Grows with what the server says. */
  readonly events: Event[] = []
  readonly #options: SessionOptions
  readonly #filing: McpFiling
  readonly #open = new OpenRequests()
  readonly #statements: ServerStatements
  readonly #side: SideEvents
  /** The recorded messages of the client that were sent again, with the ids that they have now. */
  readonly #asked = new Map<number, MessageId | null>()
  /** The requests of the server that the client has not answered, by their ids. */
  readonly #questions = new Map<string, Question>()
  readonly #rest: string[] = []
  #pending: Pending[] = []
  #furthest = -1
  #lines = 0
  #heardAt = 0
  #isWaiting = false

  constructor(options: SessionOptions) {
    this.#options = options
    const player = options.ledger.options.player!
    const messages = player.recorded
      .filter(({ mcp, parent }) => mcp && parent === options.recorded.index)
      .sort((a, b) => a.index - b.index)
    this.#filing = new McpFiling(options.ledger, options.process.index)
    const isSkipped = (index: number) => player.skipped.has(index)
    this.#statements = new ServerStatements(messages, isSkipped)
    this.#side = new SideEvents(options.script, options.recorded, () => {
      const own = messages.filter(({ index, mcp }) => !mcp!.from && isSkipped(index))
      return this.#lines + own.length
    })
    this.#server = messages[0]?.mcp?.server ?? options.recorded.name
  }

  readonly #server: string

  /** Hears a line of the client, while that writes it. */
  said(line: string, input: ProcessInput): void {
    this.#lines++
    if (!input.isEnded) this.hear(input)
    this.#heardAt = workerState.now()
    const read = readMessages(line)
    if (!read) this.#rest.push(line)
    const reply = new ReplyLine(read?.isBatch === true, (message) => this.#say(message))
    for (const message of read?.messages ?? []) {
      if (message.kind !== 'reply') this.#ask(message, reply)
      else if (!this.#answered(message)) this.#rest.push(line)
    }
    reply.close()
    this.#advance()
  }

  /** Hears the end of the input, and signals. */
  hear(input: ProcessInput): void {
    this.events.push(...this.#side.due(input))
  }

  /** The lines of the client that are no messages. */
  get rest(): readonly string[] {
    return this.#rest
  }

  /** Files the questions that the client has not answered. */
  close(): void {
    for (const question of this.#questions.values()) this.#filing.unanswered(question)
    this.#questions.clear()
    this.#pending = []
  }

  get #heard(): HeardSoFar {
    return {
      isAsked: (index) => this.#asked.has(index),
      furthest: this.#furthest,
      unanswered: [...this.#questions.values()].map(({ recorded }) => recorded),
    }
  }

  #ask(statement: Statement, line: ReplyLine): void {
    const { ledger, content } = this.#options
    const { name, inputs } = describeSentOne(statement, this.#open, content)
    const { id } = statement
    if (id !== null) line.expect()
    const admission = ledger.admit('mcp')
    if (admission !== 'admitted') {
      const reason = ledger.options.guard?.error?.message ?? 'The run has ended'
      return id === null || admission === 'unanswered' ? line.drop() : line.add(blocked(id, reason))
    }
    const operation = statementOperation(name, { server: this.#server })
    const action = this.#filing.open(name, operation)
    const asked = callMatchable(operation, inputs)
    const decision = ledger.ask(action, { name, operation }, asked)
    const given = decision.kind === 'equal' ? undefined : { inputs: { json: inputs } }
    if (decision.kind === 'blocked') {
      const what = `mcp "${name}" with these inputs`
      const reason = this.#filing.block(action, { decision, content: given, what })
      if (id !== null) line.add(blocked(id, reason))
      return
    }
    const { recorded } = decision
    const answer = this.#filing.serve(action, decision, given)
    this.#asked.set(recorded.index, id)
    this.#furthest = Math.max(this.#furthest, recorded.index)
    if (id !== null) this.#expect(statement, { id, recorded, answer, line }, { action, inputs })
    else ledger.options.arrivals?.note(recorded)
  }

  #expect(
    { params }: Statement,
    pending: Pending,
    { action, inputs }: { action: ObservedAction; inputs: JsonObject },
  ): void {
    this.#open.add(pending.id, { index: action.index, inputs, token: tokenOf(params) })
    if (pending.answer.outputs) this.#pending.push(pending)
    else {
      pending.line.drop()
      this.#options.ledger.options.arrivals?.note(pending.recorded)
    }
  }

  /** Files the client's answer to a question of the server; `false` where there was none. */
  #answered({ id, outputs }: Reply): boolean {
    const question = this.#questions.get(idKey(id))
    if (!question) return false
    this.#questions.delete(idKey(id))
    this.#filing.answered(question, outputs, this.#options.content)
    return true
  }

  /** Sends the messages that wait for nothing any more. */
  #advance(): void {
    let message = this.#statements.take(this.#heard)
    for (; message; message = this.#statements.take(this.#heard)) this.#state(message)
    const isReady = ({ recorded }: Pending) => this.#statements.isComplete(recorded, this.#heard)
    const ready = this.#pending.filter(isReady)
    this.#pending = this.#pending.filter((one) => !ready.includes(one))
    for (const one of ready) this.#respond(one)
    if (this.#statements.isHeldBack(this.#heard)) void this.#waitLonger()
    this.#options.wake()
  }

  async #waitLonger(): Promise<void> {
    if (this.#isWaiting) return
    this.#isWaiting = true
    while (!this.#side.isOver && this.#statements.isHeldBack(this.#heard)) {
      await nextTurn()
      if (workerState.now() - this.#heardAt <= STILL) continue
      this.#heardAt = workerState.now()
      this.#statements.hurry(this.#heard)
      this.#isWaiting = false
      return this.#advance()
    }
    this.#isWaiting = false
  }

  #respond({ id, recorded, answer, line }: Pending): void {
    const { arrivals } = this.#options.ledger.options
    const say = () => {
      this.#open.close(id)
      const message = { jsonrpc: '2.0', id, ...(answer.outputs!.json as JsonObject) }
      line.add(message, answer.mcp?.batched === true)
      this.#options.wake()
    }
    const turn = arrivals?.turnOf(recorded)
    if (turn) void turn.then(say)
    else say()
  }

  /** Sends what the server said by itself. */
  #state(recorded: RecordedAction): void {
    const { arrivals } = this.#options.ledger.options
    const { id, of, meta } = recorded.mcp!
    const { method, params } = this.#filing.inputsOf(recorded)
    const given: JsonObject = isJsonObject(params) ? { ...params } : {}
    if (method === PROGRESS && of !== undefined) {
      const owner = this.#open.find(this.#asked.get(of) ?? undefined)
      // The client asks for no progress any more: it would get none.
      if (owner?.token === undefined) return
      given['progressToken'] = owner.token
    }
    const action = this.#filing.state(recorded, id === undefined ? 'notification' : 'request')
    if (id === undefined) arrivals?.note(recorded)
    else this.#questions.set(idKey(id), { action, recorded })
    const all = meta === undefined ? given : { ...given, _meta: meta as JsonValue }
    this.#say({
      jsonrpc: '2.0',
      ...(id === undefined ? {} : { id }),
      method: method!,
      ...(params === undefined && meta === undefined ? {} : { params: all }),
    })
  }

  #say(message: JsonValue): void {
    if (this.#side.isOver) return
    const found = findContent(message, this.#options.content)
    const bytes = utf8(`${JSON.stringify(found)}\n`)
    this.events.push({ kind: 'output', fd: 1, bytes, after: 0 })
  }
}

function blocked(id: MessageId, message: string): JsonObject {
  return { jsonrpc: '2.0', id, error: { code: BLOCKED, message } }
}
