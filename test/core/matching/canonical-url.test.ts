import { expect, test } from 'vitest'
import { canonicalUrl } from '../../../src/core/matching/canonical-url.ts'

test.each([
  ['https://a.example/b#top', 'https://a.example/b'],
  ['https://a.example/%7euser/a%2fb', 'https://a.example/~user/a%2Fb'],
  ['https://a.example/a%20b?q=%41', 'https://a.example/a%20b?q=A'],
  ['https://a.example/a?b=c', 'https://a.example/a?b=c'],
])('%s is %s', (url, canonical) => {
  expect(canonicalUrl(url)).toBe(canonical)
})
