import { beforeAll, expect, it } from 'vitest'
import { createProject } from '../e2e/run-project.ts'
import { tableSize } from '../table-size.ts'
import { compareLive, compareReplayed, type Verdict } from './compare-answer.ts'
import { API_KEY, type Client, type Phase, runPhase, writeRequests } from './corpus-project.ts'
import { type CassetteFile, readCassettes, secretsIn } from './cassette-files.ts'
import { startCorpusServer } from './corpus-server.ts'
import type { HttpInteraction } from './http-interaction.ts'
import { loadCorpus } from './load-corpus.ts'
import { renderCorpusReport } from './corpus-report.ts'

const EVERY = tableSize({ sample: 4, whole: 1 })
const { interactions: all, leftOut } = loadCorpus(process.env['VITEST_REPLAY_CORPUS']!)
const files = [...new Set(all.map(({ file }) => file))].filter((_, at) => at % EVERY === 0)
const interactions = all.filter(({ file }) => files.includes(file))
let clients: Map<string, Client>
let recording: Phase
let replay: Phase
let complaints: Array<string>
let asked: Array<number>
let cassettes: Array<CassetteFile>
let verdicts: Array<Verdict>

beforeAll(async () => {
  let remove = () => {}
  const project = createProject('corpus', (work) => (remove = work))
  clients = writeRequests(project, interactions)
  const server = await startCorpusServer(interactions)
  const url = { CORPUS_URL: server.url }
  recording = await runPhase(project, 'recording', { ...url, VITEST_REPLAY: 'all' })
  await server.close()
  complaints = server.complaints
  asked = interactions.map((_, n) => server.hits(n))
  replay = await runPhase(project, 'replay', { ...url, CI: 'true' })
  cassettes = readCassettes(project)
  verdicts = interactions.map((interaction, n) =>
    compareReplayed(
      interaction,
      { answer: replay.answers.get(n), live: recording.answers.get(n) },
      clients.get(interaction.file)!,
    ),
  )
  return remove
})

it('records every interaction once and leaves the client what the server sent', () => {
  expect.soft(outcome(recording)).toEqual({ exitCode: 0, failed: [] })
  expect.soft(complaints).toEqual([])
  expect.soft(interactions.filter((_, n) => asked[n] !== 1).map(nameOf)).toEqual([])
  expect
    .soft(list((interaction, n) => compareLive(interaction, recording.answers.get(n))))
    .toEqual([])
  expect(recording.runs.filter(({ verified }) => !verified).map(({ name }) => name)).toEqual([])
})

it('replays every interaction with the server gone', () => {
  expect.soft(outcome(replay)).toEqual({ exitCode: 0, failed: [] })
  expect(list((_, n) => verdicts[n]!.differences)).toEqual([])
})

it('matches every run, serves each of its requests once and lets nothing out', () => {
  const requests = new Map<string, number>()
  for (const { file } of interactions) requests.set(file, (requests.get(file) ?? 0) + 1)
  const wrong = replay.runs.filter(({ name, matchRate, receipt }) => {
    const { served, volatile, live, blocked, unserved } = receipt
    const astray = volatile + live + blocked + unserved
    return matchRate !== 1 || served !== requests.get(name) || astray !== 0
  })

  expect(replay.runs.length).toBe(requests.size)
  expect(wrong.map(({ name, matchRate, receipt }) => ({ name, matchRate, receipt }))).toEqual([])
})

it('writes no known secret into a cassette', () => {
  const leaks = cassettes.flatMap((cassette) =>
    secretsIn(cassette).map(({ kind, excerpt }) => `${cassette.path}: ${kind} in ${excerpt}`),
  )

  expect(leaks).toEqual([])
  expect(cassettes.filter(({ text }) => text.includes(API_KEY)).map(({ path }) => path)).toEqual([])
})

it('prints what was recorded, replayed, redacted and left out', () => {
  const recorded = new Set(recording.answers.keys())
  const report = renderCorpusReport({
    interactions,
    leftOut,
    recorded,
    verdicts,
    cassettes,
    clients,
  })
  console.log(report)
})

function outcome({ vitest, runs }: Phase) {
  const failed = runs.filter(({ status }) => status !== 'passed').map(({ name }) => name)
  return { exitCode: vitest.exitCode, failed }
}

function list(differencesOf: (interaction: HttpInteraction, n: number) => Array<string>) {
  return interactions.flatMap((interaction, n) => {
    const found = differencesOf(interaction, n)
    return found.length === 0 ? [] : [`${nameOf(interaction)}: ${found.join(', ')}`]
  })
}

function nameOf({ file, index }: HttpInteraction): string {
  return `${file} #${index}`
}
