import { expect, test } from 'vitest'
import { yieldResults, yieldsResults } from '../../../src/worker/wrap/yielded-results.ts'

const seen: string[] = []

async function* count(): AsyncGenerator<number> {
  try {
    for (let number = 1; number <= 3; number++) {
      seen.push(`made ${number}`)
      yield number
    }
  } finally {
    seen.push('over')
  }
}

async function all(results: AsyncIterable<unknown>, most = Infinity): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const result of results) {
    seen.push(`got ${String(result)}`)
    found.push(result)
    if (found.length === most) break
  }
  return found
}

test('results are handed on as they come, and made as they are asked for', async () => {
  seen.length = 0
  const outputs: unknown[] = []
  const call = async (work: () => Promise<unknown[]>) => {
    outputs.push(await work())
    return outputs[0]
  }

  expect(await all(yieldResults(count, call))).toEqual([1, 2, 3])

  expect(outputs).toEqual([[1, 2, 3]])
  expect(seen).toEqual(['made 1', 'got 1', 'made 2', 'got 2', 'made 3', 'got 3', 'over'])
})

test('whoever stops early ends the generator', async () => {
  seen.length = 0
  const outputs: unknown[] = []
  const call = async (work: () => Promise<unknown[]>) => outputs.push(await work())

  expect(await all(yieldResults(count, call), 2)).toEqual([1, 2])

  expect([outputs, seen.at(-1)]).toEqual([[[1, 2]], 'over'])
})

test('recorded results are given without the generator', async () => {
  seen.length = 0
  expect(await all(yieldResults(count, () => Promise.resolve(['a', 'b'])))).toEqual(['a', 'b'])
  expect(await all(yieldResults(count, () => Promise.resolve({ one: 1 })))).toEqual([{ one: 1 }])
  expect(seen).toEqual(['got a', 'got b', 'got [object Object]'])
})

test('an error comes after the results before it', async () => {
  async function* fail(): AsyncGenerator<number> {
    yield 1
    throw new Error('lost')
  }
  const found: unknown[] = []
  const read = async () => {
    for await (const result of yieldResults(fail, (work) => work())) found.push(result)
  }
  await expect(read()).rejects.toThrow('lost')
  expect(found).toEqual([1])
})

test('tells generators from functions', () => {
  expect([count, all, () => 1].map(yieldsResults)).toEqual([true, false, false])
})
