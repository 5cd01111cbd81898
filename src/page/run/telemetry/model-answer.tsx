import { bodyContent } from '../../../core/cassette/body.ts'
import type { AnswerContent } from '../../../core/report/action-codec/content.ts'
import { asResponse } from '../../../core/report/action-codec/exchange.ts'
import { readPart } from '../../../core/report/action-codec/read-action.ts'
import type { ReportAction } from '../../../core/report/action-schema.ts'
import { JsonBlock } from '../../parts/json-block.tsx'
import { LongText } from '../../parts/long-text.tsx'
import type { LoadedRun } from '../../report/loaded-run.ts'
import { readReasoning } from './read-reasoning.ts'

interface AnswerProps {
  loaded: LoadedRun
  action: ReportAction
  answer: AnswerContent
}

/** The answer of a model, assembled from its stream. */
export function ModelAnswer({ loaded, action, answer }: AnswerProps) {
  const reasoning = reasoningOf(loaded, action)
  return (
    <section class="content">
      <h3>ModelAnswer</h3>
      <Reasoning text={reasoning} />
      {answer.text !== '' && <LongText text={answer.text} />}
      {answer.toolCalls.map((call, index) => (
        <div class="tool-call" key={index}>
          <p>
            <span class="kind kind-tool">calls</span> <b class="mono">{call.name}</b>
          </p>
          <JsonBlock value={call.arguments} />
        </div>
      ))}
      {answer.text === '' && answer.toolCalls.length === 0 && (
        <p class="dim">The answer is empty.</p>
      )}
    </section>
  )
}

export function Reasoning({ text }: { text: string }) {
  if (text === '') return null
  return (
    <details class="reasoning">
      <summary>Reasoning</summary>
      <LongText text={text} />
    </details>
  )
}

/** The model's reasoning before its answer; empty where there is none. */
export function reasoningOf({ source }: LoadedRun, action: ReportAction): string {
  const body = bodyContent(asResponse(readPart(action, 'outputs', source.unpack))?.body)
  return body ? readReasoning(body) : ''
}
