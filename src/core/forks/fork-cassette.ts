import type { Cassette, RecordedAction } from '../cassette/schema.ts'
import { captureError, captureValue } from '../cassette/value.ts'
import { ReplayError } from '../errors.ts'
import type { JsonValue } from '../json.ts'

/** The option `fork`, as it is read. */
export interface Fork {
  at: number
  answer?: unknown
  then: 'live' | 'replay'
  /** The model that live calls ask. */
  model?: string
}

/** The part of a recording that answers a fork. */
export interface ForkedCassette {
  cassette: Cassette
  /** The number of actions that have to be what they were. */
  prefix: number
}

/**
 * Cuts a recording at an action, which is answered otherwise; what follows stays where the fork goes on in replay.
 *
 * @throws ReplayError `FORK_INVALID`
 */
export function forkCassette(cassette: Cassette, fork: Fork): ForkedCassette {
  const { at, then } = fork
  const target = cassette.actions.find(({ index }) => index === at)
  if (!target)
    throw invalid(
      `there is no action ${at}: it has ${cassette.actions.length}, counted from 0`,
      'Look at them with: npx vitest-replay show <cassette>',
    )
  if (target.parent !== null)
    throw invalid(
      `action ${at} ("${target.name}") is within action ${target.parent}`,
      'Fork at an action that the agent itself makes',
    )
  const isAnswered = 'answer' in fork
  const before = cassette.actions.filter(({ index }) => index < at)
  const own = isAnswered ? [answerWith(target, fork.answer)] : []
  const rest =
    then === 'live'
      ? []
      : cassette.actions.filter(({ index }) => index > at || (index === at && !isAnswered))
  return { cassette: { ...cassette, actions: [...before, ...own, ...rest] }, prefix: before.length }
}

function answerWith(target: RecordedAction, answer: unknown): RecordedAction {
  const { response, outputs: _o, error: _e, llm: _l, ...asked } = target
  if (answer instanceof Error) return { ...asked, outcome: 'error', error: captureError(answer) }
  if (!target.request)
    return { ...asked, outcome: 'success', outputs: captureValue(answer, 'the answer of a fork') }
  if (!response)
    throw invalid(`action ${target.index} has no answer to replace`, 'Fork at another action')
  const { wire: _w, trailers: _t, early: _y, ...plain } = response
  const headers = plain.headers.filter(([name]) => !/^content-(length|encoding|md5)$/i.test(name))
  return {
    ...asked,
    outcome: 'success',
    response: { ...plain, headers, end: 'complete', body: bodyOf(target, answer) },
  }
}

function bodyOf({ index, response }: RecordedAction, answer: unknown) {
  if (typeof answer === 'string') return { text: answer }
  const json = captureValue(answer, 'the answer of a fork').json
  const body = response!.body
  if (!body || !('events' in body)) return { json }
  if (!Array.isArray(json))
    throw invalid(
      `action ${index} was answered by a stream, and "answer" is no array of its events`,
      'Give the events as an array, or the text of the stream',
    )
  const last = body.events.at(-1)
  const done = last && 'data' in last ? [last] : []
  return { events: [...json.map((event: JsonValue) => ({ json: event })), ...done] }
}

function invalid(reason: string, remedy: string): ReplayError {
  return new ReplayError('FORK_INVALID', {
    attempted: 'Failed to fork the recording',
    reason,
    remedy,
  })
}
