import { findSecrets } from '../../src/core/redaction/index.ts'
import { bodyForms } from './body-forms.ts'
import type { CassetteFile } from './cassette-files.ts'
import type { Verdict } from './compare-answer.ts'
import type { Client } from './corpus-project.ts'
import { countTable } from './count-table.ts'
import type { HttpInteraction, LeftOut } from './http-interaction.ts'
import { modelFactsTable, otherRequests } from './model-facts.ts'
import { countEach, textTable } from './text-table.ts'

/** The results of a run over the corpus. */
interface CorpusRun {
  interactions: ReadonlyArray<HttpInteraction>
  leftOut: ReadonlyArray<LeftOut>
  recorded: ReadonlySet<number>
  verdicts: ReadonlyArray<Verdict>
  cassettes: ReadonlyArray<CassetteFile>
  clients: ReadonlyMap<string, Client>
}

/** Renders the counts of a run for people. */
export function renderCorpusReport(run: CorpusRun): string {
  const { interactions, verdicts, cassettes, recorded, clients } = run
  const actions = cassettes.flatMap((cassette) => cassette.actions)
  const equal = interactions.filter((_, n) => verdicts[n]!.differences.length === 0)
  const redacted = interactions.filter((_, n) => verdicts[n]!.redacted.length > 0)
  return [
    `Interactions: ${interactions.length} in ${clients.size} files, ${interactions.filter(({ file }) => clients.get(file) === 'http').length} of them through node:http`,
    `Recorded: ${recorded.size}`,
    `Replayed equal: ${equal.length}, ${redacted.length} of them but for secrets`,
    countTable(equal),
    `Requests answered differently when repeated: ${answeredDifferently(interactions)}`,
    `Left out: ${run.leftOut.length}`,
    list(countEach(run.leftOut.map(({ reason }) => reason))),
    'Redacted in what was replayed, by kind (occurrences):',
    list(countEach(verdicts.flatMap((verdict) => verdict.redacted))),
    'Known secrets in the bodies of the corpus, by kind (occurrences):',
    list(countEach(interactions.flatMap(knownSecrets))),
    sizes(interactions, cassettes),
    'Bodies as stored:',
    list(bodyForms(actions)),
    'Model calls:',
    modelFactsTable(actions),
    'Other requests:',
    list(otherRequests(actions)),
  ].join('\n')
}

function answeredDifferently(interactions: ReadonlyArray<HttpInteraction>): number {
  const answers = new Map<string, Set<string>>()
  for (const { file, request, response } of interactions) {
    const asked = JSON.stringify([file, request.method, request.path, latin1(request.body)])
    const answer = `${response.status} ${latin1(response.body)}`
    answers.set(asked, (answers.get(asked) ?? new Set()).add(answer))
  }
  return [...answers.values()].filter(({ size }) => size > 1).length
}

function knownSecrets({ request, response }: HttpInteraction): Array<string> {
  return [request.body, response.body].flatMap((body) =>
    findSecrets(latin1(body), {}).map(({ kind }) => kind),
  )
}

function sizes(
  interactions: ReadonlyArray<HttpInteraction>,
  cassettes: ReadonlyArray<CassetteFile>,
): string {
  const sum = (numbers: Array<number>) => numbers.reduce((total, number) => total + number, 0)
  const requests = sum(interactions.map(({ request }) => request.body.length))
  const responses = sum(interactions.map(({ response }) => response.body.length))
  const stored = sum(cassettes.map(({ text }) => Buffer.byteLength(text)))
  const ratio = (stored / (requests + responses)).toFixed(2)
  return `Cassettes: ${megabytes(stored)} for bodies of ${megabytes(requests + responses)} (requests ${megabytes(requests)}, responses ${megabytes(responses)}), ${ratio} of them`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`
}

function list(counts: Array<[name: string, times: number]>): string {
  if (counts.length === 0) return '  none'
  return textTable(counts.map(([name, times]) => [`  ${name}`, String(times)]))
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
