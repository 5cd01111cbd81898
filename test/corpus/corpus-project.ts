import type { RunReport } from '../../src/core/report/schema.ts'
import type { Project, VitestResult } from '../e2e/run-project.ts'
import type { HttpInteraction } from './http-interaction.ts'

/** The clients through which a recording goes; a file is asked for with one of them. */
export type Client = 'fetch' | 'http'

/** The response that a client received for an interaction. */
export interface Answer {
  status: number
  statusText: string
  headers: Headers
  /** The pieces in which the body arrived. */
  pieces: Array<Buffer>
}

/** One Vitest run over the corpus. */
export interface Phase {
  vitest: VitestResult
  runs: Array<RunReport>
  /** By the interaction's place in the list. */
  answers: Map<number, Answer>
  /** The responses that the replay received that verifies a recording. */
  verifying: Map<number, Answer>
}

/** Sent with every request, as a real client sends its own; no cassette may hold it. */
export const API_KEY = `sk-${'c0rPus'.repeat(8)}`

/** Every fifth file is asked for with `node:http`, which another interceptor sees. */
export function clientOf(fileNumber: number): Client {
  return fileNumber % 5 === 4 ? 'http' : 'fetch'
}

/** Writes what the project is to ask for: one run a file, its requests in order. */
export function writeRequests(
  project: Project,
  interactions: ReadonlyArray<HttpInteraction>,
): Map<string, Client> {
  const clients = new Map<string, Client>()
  const requests = new Map<string, Array<unknown>>()
  for (const [n, { file, request }] of interactions.entries()) {
    if (!clients.has(file)) clients.set(file, clientOf(clients.size))
    const { method, path, contentType } = request
    const body = Buffer.from(request.body).toString('base64')
    requests.set(file, [...(requests.get(file) ?? []), { n, method, path, contentType, body }])
  }
  const files = [...requests].map(([file, list]) => ({
    file,
    client: clients.get(file),
    requests: list,
  }))
  project.write('requests.json', JSON.stringify(files))
  return clients
}

/** Runs Vitest in the project and reads what the clients were given. */
export async function runPhase(
  project: Project,
  name: string,
  env: Record<string, string>,
): Promise<Phase> {
  const file = `${name}.answers.jsonl`
  project.write(file, '')
  const vitest = await project.vitest([], {
    ...env,
    CORPUS_ANSWERS: file,
    CORPUS_API_KEY: API_KEY,
  })
  const answers = new Map<number, Answer>()
  const verifying = new Map<number, Answer>()
  for (const line of project.read(file).split('\n').slice(0, -1)) {
    const { pass, n, answer } = JSON.parse(line) as StoredAnswer
    const headers = new Headers()
    for (const [header, value] of answer.headers) headers.append(header, value)
    const pieces = answer.pieces.map((piece) => Buffer.from(piece, 'base64'))
    ;(pass === 1 ? answers : verifying).set(n, { ...answer, headers, pieces })
  }
  return { vitest, runs: project.report().runs, answers, verifying }
}

interface StoredAnswer {
  pass: number
  n: number
  answer: {
    status: number
    statusText: string
    headers: Array<[name: string, value: string]>
    pieces: Array<string>
  }
}
