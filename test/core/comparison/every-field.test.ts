import { expect, test } from 'vitest'
import { CassetteLineSchema, type Cassette } from '../../../src/core/cassette/schema.ts'
import { compareRun } from '../../../src/core/comparison/compare-run.ts'
import { isJsonObject, type JsonValue } from '../../../src/core/json.ts'
import { modelCall } from '../cassette/build-cassette.ts'
import { conversation, runOf } from './build-release.ts'

type Path = Array<string | number>

/** Names, times, money and the machine: what is no behaviour, or has numbers of its own. */
const APART =
  /^header\.(?:cassette|kind|runId|name|agent|workflow|tags|release|environment|recordedAt)|\.(?:kind|start|duration|usage|costUsd)\b|^end\.(?:totals|verified|kind)/

function places(value: JsonValue, path: Path = []): Path[] {
  const own = path.length === 0 ? [] : [path]
  if (Array.isArray(value))
    return [...own, ...value.flatMap((part, at) => places(part, [...path, at]))]
  if (!isJsonObject(value)) return own
  return [...own, ...Object.entries(value).flatMap(([key, part]) => places(part, [...path, key]))]
}

function change(
  root: JsonValue,
  path: Path,
  how: (value: JsonValue) => JsonValue | undefined,
): JsonValue {
  const copy = structuredClone(root)
  let at = copy as { [key: string | number]: JsonValue }
  for (const step of path.slice(0, -1)) at = at[step] as typeof at
  const last = path.at(-1)!
  const changed = how(at[last]!)
  if (changed !== undefined) at[last] = changed
  else if (Array.isArray(at)) at.splice(last as number, 1)
  else delete at[last]
  return copy
}

const WAYS: Record<string, (value: JsonValue) => JsonValue | undefined> = {
  altered: (value) => {
    if (typeof value === 'string') return `${value}7`
    if (typeof value === 'number') return value + 1
    if (typeof value === 'boolean') return !value
    return value === null ? 'something' : value
  },
  'left out': () => undefined,
}

/** A run with everything that an action and an end can hold. */
function wholeRun(): Cassette {
  const cassette = conversation()
  const failed = modelCall(
    3,
    { model: 'gpt-4o', messages: [{ role: 'user', content: 'Again?' }] },
    {},
  )
  cassette.actions.push(
    {
      ...failed,
      request: {
        ...failed.request!,
        headers: [
          ['content-type', 'application/json'],
          ['anthropic-beta', 'a'],
        ],
      },
    },
    {
      kind: 'action',
      index: 4,
      type: 'tool',
      name: 'refund',
      parent: null,
      start: 40,
      duration: 1,
      outcome: 'error',
      async: true,
      inputs: { json: ['A-17', '2026-01-01T00:00:00.000Z'], meta: { values: { '1': ['Date'] } } },
      error: {
        name: 'RangeError',
        message: 'too much',
        class: 'RangeError',
        code: 'E1',
        cause: { name: 'Error', message: 'why' },
      },
    },
    {
      ...modelCall(5, { q: 1 }, {}),
      type: 'http',
      name: 'GET shop.test/orders',
      request: { method: 'GET', url: 'https://shop.test/orders?page=1', headers: [] },
      response: {
        status: 200,
        statusText: 'OK',
        headers: [['retry-after', '1']],
        end: 'complete',
        body: { events: [{ event: 'order', id: '1', json: { total: 3 } }, { data: 'end' }] },
      },
      llm: undefined,
    },
  )
  // `OK` may be left out: it means the same.
  for (const { response } of cassette.actions) if (response) response.statusText = 'Fine'
  return JSON.parse(JSON.stringify(cassette)) as Cassette
}

const base = wholeRun()
const head = wholeRun()
head.header.recordedAt = '2026-11-05T00:00:00.000Z'

const all = places(head as unknown as JsonValue).map((path) => ({ path, name: path.join('.') }))

test('the two are identical to begin with', () => {
  expect(all.length).toBeGreaterThan(200)
  const pair = { base: runOf(base), head: runOf(head), renamed: false }
  expect(compareRun(pair).run.verdict).toBe('identical')
})

test.each(Object.keys(WAYS))('no field of an action or an end can be %s unseen', (way) => {
  const unseen: string[] = []
  let looked = 0
  for (const { path, name } of all) {
    if (APART.test(name) || ['header', 'actions', 'end'].includes(name)) continue
    const value = change(head as unknown as JsonValue, path, WAYS[way]!) as unknown as Cassette
    if (JSON.stringify(value) === JSON.stringify(head) || !isCassette(value)) continue
    looked++
    const pair = { base: runOf(base), head: runOf(value), renamed: false }
    const { verdict, reasonCodes } = compareRun(pair).run
    const isNamed = reasonCodes.some(({ code }) => code === 'other_answer')
    if (verdict === 'identical' && !isNamed) unseen.push(name)
  }
  expect(unseen).toEqual([])
  expect(looked).toBeGreaterThan(80)
})

function isCassette({ header, actions, end }: Cassette): boolean {
  const lines = [header, ...actions, ...(end ? [end] : [])]
  return lines.every((line) => CassetteLineSchema.safeParse(line).success)
}
