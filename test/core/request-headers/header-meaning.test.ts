import { expect, test } from 'vitest'
import { canonicalHeader } from '../../../src/core/request-headers/canonical-header.ts'
import { headerMeaning, isLookedAt } from '../../../src/core/request-headers/header-meaning.ts'
import {
  HEADER_TABLE_VERSION,
  tellsAborts,
  KEPT_BEFORE,
  LIST_HEADERS,
  MEANINGFUL_HEADERS,
} from '../../../src/core/request-headers/meaningful-headers.ts'
import { NOISE_HEADERS } from '../../../src/core/request-headers/noise-headers.ts'

const meaningful = MEANINGFUL_HEADERS.flatMap(({ selects }) => Object.values(selects).flat())

test('every row names the page it is documented on', () => {
  for (const { provider, source, selects } of MEANINGFUL_HEADERS) {
    expect(URL.canParse(source), provider).toBe(true)
    expect(Object.values(selects).flat().length, provider).toBeGreaterThan(0)
  }
})

test('names are lower case, and none stands in both lists or twice', () => {
  const all = [...meaningful, ...NOISE_HEADERS]
  expect(all.filter((name) => !/^(?:\*-)?[a-z0-9.-]+\*?$/.test(name))).toEqual([])
  expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([])
})

test('what was kept before the table, and what is a list, is in the table', () => {
  for (const name of [...KEPT_BEFORE, ...LIST_HEADERS])
    expect(headerMeaning(name).kind, name).toBe('meaningful')
})

test('an old cassette looked at what it kept, a new one at all of the table', () => {
  expect(isLookedAt('anthropic-beta', undefined)).toBe(true)
  expect(isLookedAt('ai-language-model-id', undefined)).toBe(false)
  expect(isLookedAt('ai-language-model-id', HEADER_TABLE_VERSION)).toBe(true)
  expect(isLookedAt('x-tenant', HEADER_TABLE_VERSION)).toBe(false)
  expect(isLookedAt('if-match', 1)).toBe(false)
  expect(isLookedAt('if-match', HEADER_TABLE_VERSION)).toBe(true)
})

test.each([
  ['x-portkey-config', 'meaningful'],
  ['x-portkey-trace-id', 'noise'],
  ['x-portkey-span-name', 'noise'],
  ['cf-aig-skip-cache', 'meaningful'],
  ['cf-aig-log-id', 'noise'],
  ['helicone-property-app', 'noise'],
  ['helicone-cache-enabled', 'meaningful'],
  ['x-stainless-retry-count', 'noise'],
  ['x-amzn-bedrock-guardrailidentifier', 'meaningful'],
  ['authorization', 'noise'],
  ['if-none-match', 'meaningful'],
  ['x-api-version', 'meaningful'],
  ['acme-api-version', 'meaningful'],
  ['x-client-version', 'noise'],
  ['content-range', 'meaningful'],
  ['trailer.x-checksum', 'meaningful'],
  ['socket.path', 'meaningful'],
  ['x-tenant', 'unknown'],
])('%s is %s', (name, kind) => {
  expect(headerMeaning(name).kind).toBe(kind)
})

test.each([
  ['anthropic-beta', 'b-2, a-1,b-2', 'a-1, b-2'],
  ['accept', '*/*', null],
  ['accept', 'application/json, text/plain, */*', 'application/json, text/plain'],
  ['accept', 'text/event-stream;q=0.5', 'text/event-stream;q=0.5'],
  ['accept-language', '*', null],
  ['content-type', 'Application/JSON; charset=UTF-8', 'application/json'],
  ['content-type', 'text/plain; charset=latin1', 'text/plain; charset=latin1'],
  ['openai-project', ' proj_1 ', 'proj_1'],
])('%s: %s is compared as %s', (name, value, canonical) => {
  expect(canonicalHeader(name, value)).toBe(canonical)
})

test('an older cassette does not tell aborted signals', () => {
  expect([undefined, 7, HEADER_TABLE_VERSION].map(tellsAborts)).toEqual([false, false, true])
})
