import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { CASSETTE_VERSION } from '../../../src/core/cassette/versions.ts'
import { serializeCassette } from '../../../src/core/cassette/serialize.ts'

const frozen = (version: number) =>
  readFileSync(
    new URL(`../../../fixtures/cassettes/version-${version}.cassette.jsonl`, import.meta.url),
    'utf8',
  )

test('there is a frozen file for each version', () => {
  for (let version = 0; version <= CASSETTE_VERSION; version++) expect(frozen(version)).toBeTruthy()
})

test('lifts a file of version 0', () => {
  const cassette = parseCassette(frozen(0))
  expect(cassette).toEqual(parseCassette(frozen(1)))
  expect(cassette.header).toMatchObject({ cassette: 1, tags: [], resources: {} })
  expect(cassette.header).not.toHaveProperty('version')
  expect(cassette.end).toMatchObject({ verified: false })
  expect(cassette.actions[2]!.request!.body).toEqual({
    json: {
      model: 'gpt-4o',
      messages: [
        {
          role: 'user',
          content: '2 + 3? Use the tool named add, and answer with one short sentence.',
        },
        { role: 'tool', content: '5' },
      ],
    },
  })
})

test('reads what it wrote of a lifted file', () => {
  const cassette = parseCassette(frozen(0))
  expect(parseCassette(serializeCassette(cassette))).toEqual(cassette)
})

test('refuses a newer file kindly', () => {
  expect(() =>
    parseCassette(frozen(2), { file: 'a.cassette.jsonl' }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[ReplayError: [vitest-replay] Failed to read a.cassette.jsonl: it was written by a newer vitest-replay (cassette version 2, this one reads up to 1). Update vitest-replay; the file itself is valid and was not changed]`,
  )
})

test.each([['-1'], ['1.5'], ['"1"'], ['1e999']])('refuses the version %s', (version) => {
  expect(() => parseCassette(frozen(1).replace('"cassette":1', `"cassette":${version}`))).toThrow(
    expect.objectContaining({
      code: expect.stringMatching(/^CASSETTE_(UNKNOWN|NEWER)$/) as string,
    }),
  )
})
