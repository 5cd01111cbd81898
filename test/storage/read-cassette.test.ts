import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serializeCassette } from '../../src/core/cassette/serialize.ts'
import { readCassette, readReplaced } from '../../src/storage/read-cassette.ts'
import { recordingPath } from '../../src/storage/recording.ts'
import { buildCassette, toolCall } from '../core/cassette/build-cassette.ts'
import { temporaryFolder } from './temporary-folder.ts'

const text = serializeCassette(buildCassette([toolCall(0), toolCall(1)]))
const withoutEnd = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1)

function place(content: string | Uint8Array, name = 'run.cassette.jsonl'): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

function failure(path: string): { message: string; code: string; location: { line?: number } } {
  const folder = join(path, '..')
  const before = readdirSync(folder)
  try {
    readCassette(path)
  } catch (error) {
    expect(readdirSync(folder)).toEqual(before)
    const failed = error as ReturnType<typeof failure>
    expect(failed.message).toMatch(/^\[vitest-replay\] Failed to read \//)
    expect(failed.message).toContain(path)
    return failed
  }
  return expect.fail('it was read')
}

test('finds nothing, a whole cassette, and an interrupted recording beside it', () => {
  const path = join(temporaryFolder(), 'run.cassette.jsonl')
  expect(readCassette(path)).toEqual({ kind: 'nothing' })
  writeFileSync(recordingPath(path), withoutEnd)
  expect(readCassette(path)).toMatchObject({
    kind: 'interrupted',
    path: recordingPath(path),
    cassette: { end: null, actions: { length: 2 } },
  })
  writeFileSync(path, text)
  expect(readCassette(path)).toMatchObject({ kind: 'complete', text })
})

test.each(['', '{"cassette":1,"kind"'])(
  'there is nothing to resume in a recording that holds %j',
  (content) => {
    const path = place(content, 'run.cassette.jsonl.recording').replace('.recording', '')
    expect(readCassette(path)).toEqual({ kind: 'nothing' })
  },
)

test.each<[string, string | Uint8Array, number]>([
  ['an empty file', '', 1],
  ['a file cut off in its header', text.slice(0, 40), 1],
  ['bytes that are no text', Buffer.from(text).fill(0xff, text.length - 60, text.length - 50), 4],
  ['a binary file', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 1],
])('%s is corrupt, never absent, and left as it is', (_name, content, line) => {
  const path = place(content)
  const { code, location, message } = failure(path)
  expect(code).toBe('CASSETTE_CORRUPT')
  expect(location.line).toBe(line)
  expect(message).toContain('VITEST_REPLAY=all')
  expect(readFileSync(path)).toEqual(Buffer.from(content))
})

test('a cassette that lost its end is neither whole nor absent', () => {
  for (const content of [withoutEnd, text.slice(0, -40)]) {
    const path = place(content)
    expect(readCassette(path)).toMatchObject({ kind: 'cut-off', path })
  }
})

test('a corrupt recording is not resumed', () => {
  const path = place(`${withoutEnd}garbage\n`, 'run.cassette.jsonl.recording')
  expect(() => readCassette(path.replace('.recording', ''))).toThrow(`${path}: line 4`)
})

test('a folder in place of the file, and a file in place of a folder, are errors', () => {
  const folder = join(temporaryFolder(), 'run.cassette.jsonl')
  mkdirSync(folder)
  expect(failure(folder).code).toBe('STORAGE_FAILED')
  const below = join(place(''), 'run.cassette.jsonl')
  expect(() => readCassette(below)).toThrow(expect.objectContaining({ code: 'STORAGE_FAILED' }))
})

test('a file larger than a string can be is refused before it is read', () => {
  const path = place('')
  truncateSync(path, 401 * 1024 * 1024)
  expect(failure(path)).toMatchObject({
    code: 'CASSETTE_TOO_LARGE',
    message: expect.stringContaining('it has 401 MB, and at most 400 MB can be read') as string,
  })
})

test('what is going to be replaced may be corrupt, but not out of reach', () => {
  expect(readReplaced(place('garbage'))).toEqual({ kind: 'nothing' })
  expect(readReplaced(place(text))).toMatchObject({ kind: 'complete' })
  expect(() => readReplaced(join(place(''), 'run.cassette.jsonl'))).toThrow('Failed to read')
})
