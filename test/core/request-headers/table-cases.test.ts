import { expect, test } from 'vitest'
import {
  changesOf,
  headerOf,
  noiseOf,
  type GroupCase,
} from '../../../fixtures/projects/headers/group-case.ts'
import { TABLE_CASES } from '../../../fixtures/projects/headers/table-cases.ts'
import { canonicalHeader } from '../../../src/core/request-headers/canonical-header.ts'
import type { HeaderGroup } from '../../../src/core/request-headers/header-group.ts'
import { headerMeaning } from '../../../src/core/request-headers/header-meaning.ts'
import { MEANINGFUL_HEADERS } from '../../../src/core/request-headers/meaningful-headers.ts'

/** A group by its provider and its names, as some providers have several. */
const ofTable = ({ provider, selects }: HeaderGroup) =>
  [provider, ...Object.values(selects).flat().sort()].join(' | ')
const ofCase = ({ provider, changes }: GroupCase) =>
  [provider, ...Object.keys(changes).sort()].join(' | ')

test('every group of the table has a case, with a change of each of its headers', () => {
  expect(TABLE_CASES.map(ofCase).sort()).toEqual(MEANINGFUL_HEADERS.map(ofTable).sort())
})

test.each(TABLE_CASES)('a case sends headers of its own group: $provider, $path', (one) => {
  for (const [entry, change] of Object.entries(one.changes)) {
    const header = headerOf(entry, change)
    expect(entry.includes('*'), header).toBe(change[2] !== undefined)
    expect(headerMeaning(header), header).toEqual(headerMeaning(entry))
    expect(canonicalHeader(header, change[0])).not.toBe(canonicalHeader(header, change[1]))
  }
})

test.each(noiseOf(TABLE_CASES))('a harmless case is another request: $name', ({ sent, now }) => {
  const added = Object.keys(now).filter((header) => now[header] !== sent[header])
  expect(added).not.toEqual([])
  for (const header of added)
    if (headerMeaning(header).kind === 'meaningful')
      expect(canonicalHeader(header, now[header]!)).toBe(canonicalHeader(header, sent[header]!))
    else expect(headerMeaning(header).kind, header).toBe('noise')
})

test('no two cases have one name', () => {
  const names = [...changesOf(TABLE_CASES), ...noiseOf(TABLE_CASES)].map(({ name }) => name)
  const twice = changesOf(TABLE_CASES).filter(
    ({ name }, at, all) => all.findIndex((other) => other.name === name) !== at,
  )
  expect(names.length).toBeGreaterThan(0)
  expect(twice).toEqual([])
})
