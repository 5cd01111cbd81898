import { latin1, latin1Text } from '../../core/bytes.ts'
import type { OpenRun, PassScope } from './open-run.ts'
import { workerState } from '../context/scope.ts'
import type { Redactor } from '../../core/redaction/index.ts'
import { sharedState, type TestContext } from '../context/test-context.ts'

/** A piece of text that was printed within a run. */
export interface Printed {
  stream: 'stdout' | 'stderr'
  text: string
  /** The action that printed it; `null` for the agent itself. */
  parent: number | null
}

type Listener = (printed: Printed) => void

type Write = (this: unknown, chunk: unknown, ...rest: unknown[]) => boolean
type Stream = { write: Write }

const listeners = new Map<OpenRun, Listener>()
const redacted = new Set<TestContext>()
let restore: (() => void) | undefined

/**
 * Hands what is printed within a run to a listener, until the returned function is called. The streams are listened to, not
 * the methods of `console`: what a test replaces by a spy prints nothing.
 */
export function listenToPrinting(run: OpenRun, listener: Listener): () => void {
  listeners.set(run, listener)
  restore ??= coverStreams()
  return () => {
    listeners.delete(run)
    uncoverIfDone()
  }
}

/** Replaces the secrets in what a test prints, until it is over; what it prints teaches its runs nothing. */
export function redactPrinting(test: TestContext): void {
  if (test.isOver) return
  redacted.add(test)
  restore ??= coverStreams()
}

/** Leaves what a test prints as it is, for it is over. */
export function endRedaction(test: TestContext): void {
  if (redacted.delete(test)) uncoverIfDone()
}

function uncoverIfDone(): void {
  if (listeners.size > 0 || redacted.size > 0) return
  restore?.()
  restore = undefined
}

/** @note Vitest's console has streams of its own; that of Node writes to those of the process. */
function coverStreams(): () => void {
  const { _stdout, _stderr } = console as unknown as { _stdout?: Stream; _stderr?: Stream }
  const streams = new Map<Stream, Printed['stream']>([
    [process.stdout as never, 'stdout'],
    [process.stderr as never, 'stderr'],
  ])
  if (_stdout) streams.set(_stdout, 'stdout')
  if (_stderr) streams.set(_stderr, 'stderr')
  const undo = [...streams].map(([stream, name]) => coverStream(stream, name))
  return () => undo.forEach((uncover) => uncover())
}

function coverStream(stream: Stream, name: Printed['stream']): () => void {
  const own = Object.getOwnPropertyDescriptor(stream, 'write')
  const below = stream.write
  const write: Write = function (chunk, ...rest) {
    tell(name, chunk)
    return below.call(this, withoutSecrets(chunk), ...rest)
  }
  stream.write = write
  return () => {
    // Somebody else stands before it now.
    if (stream.write !== write) return
    if (own) Object.defineProperty(stream, 'write', own)
    else delete (stream as Partial<Stream>).write
  }
}

function withoutSecrets(chunk: unknown): unknown {
  const test = sharedState.tests.getStore()
  if (!test?.redactor || !test.printing || !redacted.has(test)) return chunk
  if (typeof chunk === 'string') return redactPrinted(test, test.redactor, chunk)
  if (!(chunk instanceof Uint8Array)) return chunk
  return test.printing.binary(latin1(test.redactor.known(latin1Text(chunk))))
}

/**
 * Replaces the secrets in what is printed or noted: those of a run as in its recording. The run learns nothing from it, for the
 * replay that verifies a recording is not listened to.
 */
export function redactPrinted({ printing }: TestContext, redactor: Redactor, text: string): string {
  const known = redactor.known(text)
  return (printing ?? redactor).text(known)
}

function tell(stream: Printed['stream'], chunk: unknown): void {
  const scope = workerState.run.getStore()
  if (scope === undefined || scope === 'bypass') return
  const { caller, parent } = scope as PassScope
  const listener = caller.context && listeners.get(caller.context)
  if (!listener) return
  const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk)
  listener({ stream, text, parent })
}
