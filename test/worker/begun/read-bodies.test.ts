import { expect, test, vi } from 'vitest'
import { describeValue } from '../../../src/core/cassette/describe-value.ts'
import { holdsBodies, readBodies, withoutUnread } from '../../../src/worker/begun/read-bodies.ts'

const described = async (output: unknown, within = 5000) =>
  describeValue(output, await readBodies(output, performance.now() + within)).json

const endless = () =>
  new Response(new ReadableStream({ pull: () => new Promise<void>(() => {}) }), { status: 201 })

test('the content of files and bodies in an output is read, wherever they stand', async () => {
  const output = {
    page: new Response('done'),
    json: Response.json({ b: 2, a: 1 }),
    files: [new File(['yes'], 'a.txt'), new Blob([new Uint8Array([1, 250])])],
    byName: new Map([['a', new Request('http://a.test', { method: 'POST', body: 'asked' })]]),
  }
  const text = JSON.stringify(await described(output))
  for (const body of ['"body":"done"', '"body":{"a":1,"b":2}', '"body":"yes"', '"body":"asked"'])
    expect(text.replace('{"b":2,"a":1}', '{"a":1,"b":2}')).toContain(body)
  expect(text).toContain('"body":"Afo="')
  expect(holdsBodies(await described(output))).toBe(true)
})

test('what the test reads is left to it', async () => {
  const output = new Response('done')
  await described(output)
  expect(await output.text()).toBe('done')
})

test('a body that was read, fails or does not end has no content, and is known by that', async () => {
  const used = new Response('done')
  await used.text()
  const failing = new Response(new ReadableStream({ pull: (c) => c.error(new Error('cut')) }))
  for (const output of [used, failing, endless()]) {
    const json = await described([output], 20)
    expect(JSON.stringify(json)).not.toContain('body')
    expect(holdsBodies(json)).toBe(false)
  }
})

test('an output without any is not waited for', async () => {
  expect(await readBodies({ a: [1, new Date(), () => 1] }, 0)).toEqual(new Map())
})

test('a list of a million parts is looked at as far as it takes', async () => {
  const output = [new Blob(['first']), ...Array.from({ length: 1_000_000 }, () => 1)]
  const bodies = await readBodies({ output, all: new Set(output) }, performance.now() + 5000)
  expect([...bodies.values()]).toEqual(['first'])
})

test('of a recording, the content that it has is compared, and what it has not is left out', async () => {
  const used = new Response('done')
  await used.text()
  const recorded = await described([used, new Blob(['yes'])])
  const now = withoutUnread(await described([new Response('done'), new Blob(['no'])]), recorded)
  expect(now).toEqual([
    { '[Response]': { status: 200, headers: expect.anything() as unknown } },
    { '[Blob]': { size: 2, type: '', body: 'no' } },
  ])
  expect(withoutUnread(recorded, undefined)).toEqual(recorded)
})

test('what only looks like a response, and one whose copy waits for the original, is left alone', async () => {
  const foreign = (parts: object) => ({ [Symbol.toStringTag]: 'Response', status: 200, ...parts })
  const copied = vi.fn()
  const nodeBody = foreign({ body: { pipe: () => {} }, clone: copied })
  expect(await readBodies([foreign({}), nodeBody], performance.now() + 5000)).toEqual(new Map())
  expect(copied).not.toHaveBeenCalled()
})
