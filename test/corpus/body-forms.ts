import type { Body, RecordedAction } from '../../src/core/cassette/schema.ts'
import { countEach } from './text-table.ts'

/** In which forms bodies are stored: what is not readable in a cassette is not compared field by field either. */
export function bodyForms(actions: ReadonlyArray<RecordedAction>): Array<[string, number]> {
  const bodies = actions.flatMap(({ request, response }) => [request?.body, response?.body])
  return countEach(bodies.flatMap((body) => (body ? [...formsOf(body)] : [])))
}

function* formsOf(body: Body): Iterable<string> {
  if ('json' in body) yield `JSON, ${body.layout ?? 'compact'}`
  else if ('lines' in body) yield 'lines of JSON'
  else if ('base64' in body) yield 'base64'
  else if ('text' in body) yield /^\s*[[{]/.test(body.text) ? 'JSON kept as text' : 'text'
  else {
    yield 'event stream'
    for (const event of body.events) {
      if ('raw' in event) yield '  event, raw'
      else if ('json' in event) yield '  event, JSON'
      else
        yield 'data' in event && /^[[{]/.test(event.data)
          ? '  event, JSON kept as text'
          : '  event, text or comment'
    }
  }
}
