import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CorpusServer, INTERACTION_HEADER, startCorpusServer } from './corpus-server.ts'
import { countTable } from './count-table.ts'
import type { HttpInteraction } from './http-interaction.ts'
import { loadCorpus, readIndex } from './load-corpus.ts'

const folder = process.env['VITEST_REPLAY_CORPUS']!
const { interactions, leftOut } = loadCorpus(folder)
let server: CorpusServer

beforeAll(async () => {
  server = await startCorpusServer(interactions)
})

afterAll(async () => {
  await server.close()
})

it('reads every file of the index or says why not', () => {
  const accounted = new Set([...interactions, ...leftOut].map(({ file }) => file))
  const forgotten = readIndex(folder).filter(({ path }) => !accounted.has(path))

  expect(forgotten).toEqual([])
  expect(leftOut.filter(({ reason }) => reason === '')).toEqual([])
})

it('prints what it read by source and shape, and what it left out by reason', () => {
  const reasons = new Map<string, number>()
  for (const { reason } of leftOut) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  console.log(
    [
      `Interactions read: ${interactions.length}, streams: ${interactions.filter(({ response }) => response.stream).length}`,
      countTable(interactions),
      `Left out: ${leftOut.length}`,
      ...[...reasons].map(([reason, times]) => `${String(times).padStart(5)}  ${reason}`),
    ].join('\n'),
  )
  expect(interactions.length).toBeGreaterThan(0)
})

it('gives fetch the recorded status, headers and bytes of every interaction', async () => {
  const wrong: Array<string> = []
  for (const [n, interaction] of interactions.entries()) {
    const difference = await askAndCompare(n, interaction)
    if (difference) wrong.push(`${interaction.file} #${interaction.index}: ${difference}`)
  }

  expect(wrong).toEqual([])
  expect(server.complaints).toEqual([])
  expect(interactions.filter((_, n) => server.hits(n) !== 1)).toEqual([])
})

it('reports a missing folder with the remedy', () => {
  expect(() => loadCorpus('/nowhere')).toThrowErrorMatchingInlineSnapshot(
    `[CorpusError: [corpus] Failed to read "/nowhere/index.jsonl" of the corpus: ENOENT: no such file or directory, open '/nowhere/index.jsonl'. Set the environment variable VITEST_REPLAY_CORPUS to the folder that holds index.jsonl.]`,
  )
})

async function askAndCompare(
  n: number,
  { request, response }: HttpInteraction,
): Promise<string | null> {
  const headers: Record<string, string> = {
    [INTERACTION_HEADER]: String(n),
    // Over plain HTTP fetch does not offer brotli by itself.
    'accept-encoding': 'gzip, deflate, br',
  }
  if (request.contentType !== null) headers['content-type'] = request.contentType
  const answer = await fetch(server.url + request.path, {
    method: request.method,
    headers,
    body: request.body.length > 0 ? request.body : undefined,
    redirect: 'manual',
  })
  const body = Buffer.from(await answer.arrayBuffer())

  if (answer.status !== response.status) return `status ${answer.status}`
  if (answer.statusText !== response.statusText) return `reason "${answer.statusText}"`
  if (!body.equals(response.body)) return `${body.length} bytes, not ${response.body.length}`
  const expected = new Headers(response.headers)
  for (const [name, value] of expected) {
    if (name !== 'set-cookie' && answer.headers.get(name) !== value) return `header ${name}`
  }
  const cookies = answer.headers.getSetCookie().join('\n')
  return cookies === expected.getSetCookie().join('\n') ? null : 'header set-cookie'
}
