import type { RecordedAction } from '../../src/core/cassette/schema.ts'
import { bodyContent } from '../../src/core/cassette/body.ts'
import { readModelRequest } from '../../src/core/providers/index.ts'
import { countEach, textTable } from './text-table.ts'

/** A model call of the corpus, as it was recorded. */
interface RecordedCall {
  api: string
  answered: boolean
  facts: NonNullable<RecordedAction['llm']>
}

/** A table of what was read from the model calls, one row an API. */
export function modelFactsTable(actions: ReadonlyArray<RecordedAction>): string {
  const calls = actions.flatMap((action) => modelCall(action) ?? [])
  const apis = countEach(calls.map(({ api }) => api)).map(([api]) => api)
  const rows = apis.map((api) => [
    api,
    ...facts(calls.filter((call) => call.api === api)).map(String),
  ])
  return textTable([
    ['', 'calls', 'errors', 'answers', 'usage', 'stop reason', 'cost', 'cost null'],
    ...rows,
    ['total', ...facts(calls).map(String)],
  ])
}

/** The requests that no provider recognised, by method and path without ids: a missing provider shows here. */
export function otherRequests(
  actions: ReadonlyArray<RecordedAction>,
): Array<[operation: string, times: number]> {
  return countEach(
    actions.flatMap(({ type, request }) =>
      type === 'http' && request
        ? [
            `${request.method} ${new URL(request.url).pathname.replace(/[^/]{18,}|(?<=models?\/)[^/:]+/g, '*')}`,
          ]
        : [],
    ),
  )
}

function facts(calls: Array<RecordedCall>): Array<number> {
  const answered = calls.filter((call) => call.answered)
  const having = (field: 'usage' | 'stopReason' | 'costUsd') =>
    answered.filter((call) => call.facts[field] !== null).length
  return [
    calls.length,
    calls.length - answered.length,
    answered.length,
    having('usage'),
    having('stopReason'),
    having('costUsd'),
    answered.length - having('costUsd'),
  ]
}

function modelCall({ llm, request, response }: RecordedAction): RecordedCall | null {
  if (!llm || !request) return null
  const content = bodyContent(request.body)
  const body = content && 'json' in content ? content.json : undefined
  const api = readModelRequest({ ...request, body })?.api
  return {
    api: `${llm.provider} ${api}`,
    answered: response !== undefined && response.status < 300,
    facts: llm,
  }
}
