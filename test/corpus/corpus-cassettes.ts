import { describeBody } from '../../src/core/cassette/body.ts'
import type { Cassette, RecordedAction } from '../../src/core/cassette/schema.ts'
import { CASSETTE_VERSION } from '../../src/core/cassette/versions.ts'
import { readModelRequest } from '../../src/core/providers/index.ts'
import { parseJson } from '../../src/core/json.ts'
import type { HttpInteraction } from './http-interaction.ts'
import { loadCorpus } from './load-corpus.ts'
import { recordedAt } from './recorded-at.ts'
import { loadTrajectories } from './trajectories/load-trajectories.ts'
import type { Trajectory } from './trajectories/trajectory.ts'
import { trialActions } from './trajectories/trial-actions.ts'

const BENCHMARKS = new Set(['tau-bench', 'agentverify-tau-bench', 'swe-agent'])
/** Where the requests go that a reader made up, since the recording holds answers only. */
const INVENTED = 'https://corpus.invalid/'
/** Interactions of one file that are an hour apart were recorded in different sessions. */
const SESSION = 60 * 60_000

/** A cassette made of a recording of the corpus. */
export interface CorpusCassette {
  source: string
  /** The file; of one that holds several runs, with a `#` and which. */
  path: string
  cassette: Cassette
}

/** Makes a cassette, in memory, of every conversation and every HTTP recording of a corpus that holds requests. */
export function corpusCassettes(folder: string): CorpusCassette[] {
  const files = new Map<string, HttpInteraction[]>()
  for (const interaction of loadCorpus(folder).interactions) {
    const { file, request } = interaction
    if (!request.url.startsWith(INVENTED))
      files.set(file, [...(files.get(file) ?? []), interaction])
  }
  const recordings = [...files].flatMap(([file, interactions]) => {
    const sessions = toSessions(interactions)
    return sessions.map((session, n) => ({
      source: session[0]!.source,
      path: sessions.length === 1 ? file : `${file}#${n}`,
      cassette: toCassette(file, session),
    }))
  })
  const conversations = loadTrajectories(folder)
    .trajectories.filter(({ source }) => BENCHMARKS.has(source))
    .map((trajectory) => ({
      source: trajectory.source,
      path: trajectory.script.name,
      cassette: conversationCassette(trajectory),
    }))
  return [...recordings, ...conversations]
}

function toSessions(interactions: HttpInteraction[]): HttpInteraction[][] {
  const sessions: HttpInteraction[][] = []
  let last: number | null = null
  for (const interaction of interactions) {
    const at = recordedAt(interaction.response)
    const isSame = at === null || last === null || Math.abs(at - last) < SESSION
    if (sessions.length > 0 && isSame) sessions.at(-1)!.push(interaction)
    else sessions.push([interaction])
    last = at ?? last
  }
  return sessions
}

function toCassette(file: string, session: HttpInteraction[]): Cassette {
  const times = session.flatMap(({ response }) => recordedAt(response) ?? [])
  const from = times.length > 0 ? Math.min(...times) : null
  const to = Math.max(...times)
  const actions = session.map((interaction, index) => toAction(interaction, index))
  return cassetteOf(file, actions, from, from === null ? 0 : to - from)
}

function toAction({ request, response }: HttpInteraction, index: number): RecordedAction {
  const chunk = (bytes: Uint8Array) => [{ bytes, at: 0 }]
  const asked = describeBody(chunk(request.body), request.contentType)
  const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const answer = describeBody(chunk(response.body), type ?? null)
  const { method, url } = request
  const body = parseJson(Buffer.from(request.body).toString())
  const model = readModelRequest({ method, url, body })
  return {
    kind: 'action',
    index,
    type: model ? 'llm' : 'http',
    name: model ? `${model.operation} ${model.model}` : `${method} ${request.path.split('?')[0]}`,
    parent: null,
    start: index,
    duration: 1,
    outcome: 'success',
    request: { method, url, headers: [], ...(asked ? { body: asked } : {}) },
    response: {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers.filter(([name]) => name.toLowerCase() !== 'date'),
      ...(answer ? { body: answer } : {}),
      end: 'complete',
    },
  }
}

function conversationCassette({ script, answers }: Trajectory): Cassette {
  let turn = 0
  const actions = trialActions(script).map((action): RecordedAction => {
    const { index, type, name, asked, output } = action
    const base = { kind: 'action', index, type, name, parent: null, start: index } as const
    const rest = { duration: 1, outcome: 'success' } as const
    if (type === 'tool')
      return { ...base, ...rest, inputs: { json: asked.body }, outputs: { json: output } }
    const { contentType, body } = answers[turn++]!
    // The reader of these conversations made up the envelope; nobody knows which model it was.
    const text = Buffer.from(body)
      .toString()
      .replace('"model":"gpt-4o-2024-08-06"', '"model":"gpt-4o"')
    const answer = describeBody([{ bytes: Buffer.from(text), at: 0 }], contentType)
    const { method, url } = asked
    return {
      ...base,
      ...rest,
      request: { method, url, headers: [], body: { json: asked.body } },
      response: {
        status: 200,
        statusText: 'OK',
        headers: [],
        ...(answer ? { body: answer } : {}),
        end: 'complete',
      },
    }
  })
  return cassetteOf(script.name, actions, null, 0)
}

function cassetteOf(
  name: string,
  actions: RecordedAction[],
  from: number | null,
  duration: number,
): Cassette {
  return {
    header: {
      cassette: CASSETTE_VERSION,
      kind: 'header',
      runId: name,
      name,
      agent: null,
      workflow: null,
      tags: [],
      release: null,
      resources: {},
      environment: { node: '', platform: '', packages: {} },
      // Without a time nothing is taken for a reading of the clock.
      recordedAt: from === null ? '' : new Date(from).toISOString(),
    },
    actions,
    end: {
      kind: 'end',
      status: 'success',
      stopReason: null,
      totals: {
        actions: actions.length,
        duration,
        costUsd: null,
        inputTokens: null,
        outputTokens: null,
      },
      verified: false,
    },
  }
}
