import { expect, test } from 'vitest'
import { comparedHeaders, MEANINGFUL } from '../../../src/core/matching/compared-headers.ts'
import { differingHeaders, unknownHeaders } from '../../../src/core/matching/unknown-headers.ts'

test('headers that have a meaning count, in canonical form and sorted; what was opted in counts as it is', () => {
  const headers: Array<[string, string]> = [
    ['x-tenant', 'b, a'],
    ['user-agent', 'OpenAI/JS 6'],
    ['openai-beta', 'realtime=v1, assistants=v2'],
    ['accept', '*/*'],
  ]
  expect(comparedHeaders(headers, MEANINGFUL)).toEqual([
    ['openai-beta', 'assistants=v2, realtime=v1'],
  ])
  expect(comparedHeaders(headers, { ...MEANINGFUL, optedIn: ['x-tenant'] })).toEqual([
    ['openai-beta', 'assistants=v2, realtime=v1'],
    ['x-tenant', 'b, a'],
  ])
})

test('the first of the languages is preferred', () => {
  const compared = (value: string) => comparedHeaders([['accept-language', value]], MEANINGFUL)
  expect(compared('de,en')).toEqual(compared('de, en'))
  expect(compared('de, en')).not.toEqual(compared('en, de'))
})

test('of a recording from before the table, only what it kept counts', () => {
  const headers: Array<[string, string]> = [
    ['anthropic-version', '2023-06-01'],
    ['openai-organization', 'org-1'],
  ]
  expect(comparedHeaders(headers, { optedIn: [], table: undefined })).toEqual([
    ['anthropic-version', '2023-06-01'],
  ])
})

test('headers sent twice are one list', () => {
  const headers: Array<[string, string]> = [
    ['anthropic-beta', 'b'],
    ['anthropic-beta', 'a'],
  ]
  expect(comparedHeaders(headers, MEANINGFUL)).toEqual([['anthropic-beta', 'a, b']])
})

test('of unknown headers a short hash is kept, of credentials and noise nothing', () => {
  const found = unknownHeaders(
    [
      ['X-Tenant', 'acme'],
      ['x-acme-api-key', 'not-for-the-disk'],
      ['traceparent', '00-1-2-01'],
      ['x-kept', '1'],
    ],
    [['x-kept', '1']],
  )
  expect(found).toEqual([['x-tenant', expect.stringMatching(/^[0-9a-f]{4}$/)]])
})

test('unknown headers differ by value and by absence', () => {
  const [a, b] = [unknownHeaders([['x-tenant', 'a']], []), unknownHeaders([['x-tenant', 'b']], [])]
  expect(differingHeaders(a, a)).toEqual([])
  expect(differingHeaders(a, b)).toEqual(['x-tenant'])
  expect(differingHeaders([], b)).toEqual(['x-tenant'])
})
