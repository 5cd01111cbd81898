import { bodyContent } from '../../cassette/body.ts'
import type { RecordedAction } from '../../cassette/schema.ts'
import { jsonEqual, type JsonValue } from '../../json.ts'
import { askedOf, valueJson } from '../../matching/asked-of.ts'
import { isSameRequest, matchKey, type Matchable } from '../../matching/matchable.ts'
import { readModelAnswer } from '../../providers/index.ts'
import { toFinding, type Sighting } from './sighting.ts'

/**
 * Finds calls with more than one answer within a run: models that sample, and jobs that are polled.
 */
export function findChangingAnswers(actions: readonly RecordedAction[]): Sighting[] {
  const sightings: Sighting[] = []
  const models: Answered = new Map()
  const others: Answered = new Map()
  for (const action of actions) {
    const { operation, asked } = askedOf(action)
    const key = `${operation} ${matchKey(asked)}`
    // After a call that may have changed something, other answers are expected: only its own
    // repetitions stay known.
    if (mayChange(action))
      for (const other of others.keys()) if (other !== key) others.delete(other)
    const answer = answerOf(action)
    if (answer === undefined) continue
    const answered = action.type === 'llm' ? models : others
    const before = answered.get(key)
    if (!before || !isSameRequest(before.asked, asked)) {
      answered.set(key, { asked, answer, sighting: null })
    } else if (before.sighting) {
      before.sighting.reach.add(action.index)
    } else if (!jsonEqual(before.answer, answer)) {
      before.sighting = { finding: answeredAnew(action), reach: new Set([action.index]) }
      sightings.push(before.sighting)
    }
  }
  return sightings
}

type Answered = Map<string, { asked: Matchable; answer: JsonValue; sighting: Sighting | null }>

function mayChange({ type, request }: RecordedAction): boolean {
  if (type === 'tool' || type === 'step') return true
  return type === 'http' && request !== undefined && !isReading(request.method)
}

function isReading(method: string): boolean {
  return /^(?:GET|HEAD)$/i.test(method)
}

/**
 * The comparable content of an answer: of a model, its text and calls without the provider's ids.
 */
function answerOf({ type, request, response, outputs }: RecordedAction): JsonValue | undefined {
  if (type === 'tool') return outputs && valueJson(outputs)
  const content = bodyContent(response?.body)
  if (!content || !request) return undefined
  if (type === 'llm') {
    const said = readModelAnswer(request.url, { status: response!.status, body: content })
    return said
      ? [said.text, said.toolCalls.map(({ name, arguments: given }) => [name, given])]
      : undefined
  }
  return isReading(request.method) && 'json' in content ? content.json : undefined
}

function answeredAnew(action: RecordedAction): Sighting['finding'] {
  if (action.type === 'llm')
    return toFinding(action, null, {
      type: 'api_variability',
      severity: 'medium',
      cause: 'random',
      value: null,
      observation: { code: 'sampled_answers' },
      remedy: 'sampling',
    })
  return toFinding(action, null, {
    type: 'external_state',
    severity: 'medium',
    cause: 'unknown',
    value: null,
    observation: { code: 'changed_answer' },
    remedy: 'polling',
  })
}
