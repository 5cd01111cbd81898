import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { takePath } from '../../src/core/cassette/cassette-path.ts'
import { openRecording } from '../../src/storage/recording.ts'
import { countMissingTakes, placeTakes } from '../../src/storage/takes.ts'
import { temporaryFolder } from './temporary-folder.ts'

const cassetteIn = (folder: string) =>
  join(folder, '__cassettes__', 'a.test.ts', 'run.cassette.jsonl')

function record(cassette: string, texts: string[], kept: number[] = []) {
  return texts.map((text, at) => {
    const recording = openRecording(takePath(cassette, at + 1))
    recording.append('part\n')
    recording.finish(text)
    return { recording, isKept: kept.includes(at + 1) }
  })
}

const textsIn = (cassette: string) =>
  Object.fromEntries(
    readdirSync(dirname(cassette))
      .sort()
      .map((name) => [name, readFileSync(join(dirname(cassette), name), 'utf8')]),
  )

test('puts all takes in place together; until then they lie beside it', () => {
  const cassette = cassetteIn(temporaryFolder())
  const takes = record(cassette, ['one', 'two'])
  expect(existsSync(cassette)).toBe(false)
  expect(readFileSync(`${cassette}.recording`, 'utf8')).toBe('one')
  expect(countMissingTakes(cassette, 3)).toBe(2)
  expect(placeTakes(cassette, takes, { removesSurplus: true })).toEqual({ removed: 0 })
  expect(textsIn(cassette)).toEqual({
    'run.cassette.jsonl': 'one',
    'run.take-2.cassette.jsonl': 'two',
  })
  expect(countMissingTakes(cassette, 3)).toBe(1)
})

test("removes the takes that are not asked for any more, and no other run's", () => {
  const cassette = cassetteIn(temporaryFolder())
  placeTakes(cassette, record(cassette, ['1', '2', '3', '4']), { removesSurplus: true })
  const others = [
    'run-take-4.cassette.jsonl',
    'run-2.take-4.cassette.jsonl',
    'arun.take-4.cassette.jsonl',
  ]
  for (const name of others) writeFileSync(join(dirname(cassette), name), 'theirs')
  openRecording(takePath(cassette, 9)).abandon()
  const again = record(cassette, ['new 1', 'new 2'])
  expect(placeTakes(cassette, again, { removesSurplus: true })).toEqual({ removed: 2 })
  expect(textsIn(cassette)).toEqual({
    'run.cassette.jsonl': 'new 1',
    'run.take-2.cassette.jsonl': 'new 2',
    ...Object.fromEntries(others.map((name) => [name, 'theirs'])),
  })
})

test('what is kept stays as it is, and so does what is beyond it', () => {
  const cassette = cassetteIn(temporaryFolder())
  placeTakes(cassette, record(cassette, ['1', '2', '3']), { removesSurplus: true })
  const again = record(cassette, ['new 1', 'new 2'], [1])
  expect(placeTakes(cassette, again, { removesSurplus: false })).toEqual({ removed: 0 })
  expect(textsIn(cassette)).toEqual({
    'run.cassette.jsonl': '1',
    'run.take-2.cassette.jsonl': 'new 2',
    'run.take-3.cassette.jsonl': '3',
  })
})

test('where the first cannot be put in place, no earlier take stands beside it, and all that is new is kept', () => {
  const cassette = cassetteIn(temporaryFolder())
  const takes = record(cassette, ['one', 'two'])
  writeFileSync(takePath(cassette, 2), 'old two')
  // A folder with something in it cannot be replaced by a file.
  openRecording(join(cassette, 'x')).abandon()
  expect(() => placeTakes(cassette, takes, { removesSurplus: true })).toThrow(
    expect.objectContaining({ code: 'STORAGE_FAILED' }),
  )
  for (const { recording } of takes) recording.abandon()
  expect(existsSync(takePath(cassette, 2))).toBe(false)
  expect(readFileSync(`${cassette}.recording`, 'utf8')).toBe('one')
  expect(readFileSync(`${takePath(cassette, 2)}.recording`, 'utf8')).toBe('two')
})

test('a recording that is over gives its lock back once', () => {
  const cassette = cassetteIn(temporaryFolder())
  const first = openRecording(cassette)
  first.commit('one')
  const second = openRecording(cassette)
  first.abandon()
  expect(() => openRecording(cassette)).toThrow(expect.objectContaining({ code: 'CASSETTE_BUSY' }))
  second.discard()
})
