import { bodyContent } from '../../cassette/body.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import type { JsonValue } from '../../json.ts'
import { readModelAnswer } from '../../providers/index.ts'
import type { ReportContents } from './pack-parts.ts'
import type { Omitted, ReportAction } from '../action-schema.ts'

export type Asked = Pick<RecordedAction, 'request' | 'inputs'>

/** What this run asked or got is not told where it is what was recorded. */
export function withoutRepetition(action: ReportAction, omitted: readonly Omitted[]): Omitted[] {
  const recorded = { asked: 'inputs', returned: 'outputs' } as const
  return omitted.filter(({ part, content }) => {
    if ((part !== 'asked' && part !== 'returned') || action[part] !== undefined) return true
    const before = omitted.find((other) => other.part === recorded[part])
    return !content || !before?.content || !same(content.text, before.content.text)
  })
}

/** @note Equal values are packed equally within one run. */
export function same(left: JsonValue, right: JsonValue | null | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

export function inputsOf(
  { request, inputs }: Asked,
  part: Omitted['part'],
  contents: ReportContents,
  omitted: Omitted[],
): JsonValue | undefined {
  if (request) return contents.request(request, part, omitted)
  return inputs && contents.value(inputs.json, part, omitted)
}

export function outputsOf(
  { response, outputs }: RecordedAction,
  part: Omitted['part'],
  contents: ReportContents,
  omitted: Omitted[],
): JsonValue | undefined {
  if (response) return contents.response(response, part, omitted)
  return outputs && contents.value(outputs.json, part, omitted)
}

export function answerOf(action: RecordedAction, contents: ReportContents): JsonValue | undefined {
  const { request, response } = action
  if (action.type !== 'llm' || !request || !response) return undefined
  const body = bodyContent(response.body)
  const answer = body && readModelAnswer(request.url, { status: response.status, body })
  if (!answer) return undefined
  const { text, toolCalls } = answer
  return contents.value({ text, toolCalls: toolCalls as unknown as JsonValue }, 'outputs', null)
}
