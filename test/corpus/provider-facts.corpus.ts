import { expect, it } from 'vitest'
import { bodyContent, describeBody } from '../../src/core/cassette/body.ts'
import { parseJson } from '../../src/core/json.ts'
import { readBilling } from '../../src/core/providers/billing.ts'
import { readModelRequest, readModelResponse } from '../../src/core/providers/index.ts'
import { priceOf } from '../../src/core/providers/pricing.ts'
import type { HttpInteraction } from './http-interaction.ts'
import { independentCost } from './independent-cost.ts'
import { independentFacts } from './independent-facts.ts'
import { loadCorpus } from './load-corpus.ts'

const { interactions } = loadCorpus(process.env['VITEST_REPLAY_CORPUS']!)

it('reads the facts of each answer as a reading by names of fields alone does', () => {
  const differing: string[] = []
  let compared = 0
  for (const interaction of interactions) {
    const pair = factsOf(interaction)
    if (!pair) continue
    compared++
    const [read, plain] = pair
    for (const field of Object.keys(plain) as Array<keyof typeof plain>) {
      if (JSON.stringify(read[field]) === JSON.stringify(plain[field])) continue
      differing.push(
        `${interaction.file} #${interaction.index} ${field}: ${JSON.stringify(read[field])} <> ${JSON.stringify(plain[field])}`,
      )
    }
  }
  console.log(`${compared} answers, ${differing.length} differing facts\n${differing.join('\n')}`)
  expect(differing).toEqual([])
})

it('prices each answer as a list of prices written by hand does', async () => {
  const differing: string[] = []
  let compared = 0
  for (const interaction of interactions) {
    const read = readAnswer(interaction)
    const plain = independentFacts(interaction.response.body)
    if (!read || plain.answers > 1) continue
    const { request, response } = interaction
    const { asked, answer, content } = read
    const model = answer.model ?? asked.model
    const expected = independentCost(interaction, plain.facts, model)
    if (expected === null) continue
    compared++
    const billing = readBilling(content, response.headers)
    const { provider } = asked
    const usd = await priceOf({ provider, url: request.url, model, usage: answer.usage, billing })
    if (usd === null || Math.abs(usd - expected) > 1e-9)
      differing.push(`${interaction.file} #${interaction.index} ${model}: ${usd} <> ${expected}`)
  }
  console.log(`${compared} answers, ${differing.length} differing prices\n${differing.join('\n')}`)
  expect(differing).toEqual([])
  expect(compared).toBeGreaterThan(200)
})

/** Tools that providers run themselves, which an answer does not name where their calls stand. */
const PROVIDED = new Set([
  'google_search',
  'code_execution',
  'web_search',
  'file_search',
  'code_interpreter',
  'image_generation',
  'tool_search',
])

function isOwn(name: string): boolean {
  return !PROVIDED.has(name)
}

/** Reads an answer with the code under test. */
function readAnswer({ request, response }: HttpInteraction) {
  const body = parseJson(Buffer.from(request.body).toString('utf8'))
  const asked = readModelRequest({ method: request.method, url: request.url, body })
  if (!asked || asked.operation === 'embeddings' || response.status > 299) return null
  const type = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const content = bodyContent(describeBody([{ bytes: response.body, at: 0 }], type ?? null))
  const answer = content && readModelResponse(asked, { status: response.status, body: content })
  return answer ? { asked, answer, content } : null
}

function factsOf(interaction: HttpInteraction) {
  const read = readAnswer(interaction)?.answer
  if (!read) return null
  const plain = independentFacts(interaction.response.body)
  if (plain.answers > 1) return null
  return [
    {
      model: read.model,
      stopReason: read.stopReason,
      outputTokens: read.usage?.outputTokens ?? null,
      inputTokens: read.usage?.inputTokens ?? null,
      toolNames: [...new Set(read.toolCalls.map(({ name }) => name))].filter(isOwn).sort(),
    },
    { ...plain.facts, toolNames: plain.facts.toolNames.filter(isOwn) },
  ] as const
}
