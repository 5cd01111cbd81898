import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openRecording, recordingPath } from '../../src/storage/recording.ts'
import { mountedFolder, temporaryFolder } from './temporary-folder.ts'

const NAME = 'run.cassette.jsonl'
const cassetteIn = (folder: string) => join(folder, '__cassettes__', 'a.test.ts', NAME)
const beside = (cassette: string) => readdirSync(join(cassette, '..')).sort()

test('appends line by line and is moved into place at its end', () => {
  const cassette = cassetteIn(temporaryFolder())
  const recording = openRecording(cassette)
  recording.append('one\n')
  expect(readFileSync(recordingPath(cassette), 'utf8')).toBe('one\n')
  recording.append('two\n')
  expect(readFileSync(recordingPath(cassette), 'utf8')).toBe('one\ntwo\n')
  expect(existsSync(cassette)).toBe(false)
  recording.commit('whole\n')
  expect(readFileSync(cassette, 'utf8')).toBe('whole\n')
  expect(beside(cassette)).toEqual([NAME])
})

test('abandoned, it stays beside the older cassette; discarded, it is gone', () => {
  const cassette = cassetteIn(temporaryFolder())
  openRecording(cassette).commit('old\n')
  const recording = openRecording(cassette)
  recording.append('header\n')
  recording.append('new\n')
  recording.abandon()
  expect(readFileSync(cassette, 'utf8')).toBe('old\n')
  expect(beside(cassette)).toEqual([NAME, `${NAME}.recording`])
  openRecording(cassette).discard()
  expect(beside(cassette)).toEqual([NAME])
})

test('of recordings that fail one after the other, one file is left: the longest', () => {
  const cassette = cassetteIn(temporaryFolder())
  const fail = (...lines: string[]) => {
    const recording = openRecording(cassette)
    for (const line of lines) recording.append(`${line}\n`)
    recording.abandon()
    // As the takes of a run do, once all have ended.
    recording.abandon()
    return beside(cassette).map((name) => [name, readFileSync(join(cassette, '..', name), 'utf8')])
  }
  expect(fail('header')).toEqual([])
  expect(fail('header', 'one')).toEqual([[`${NAME}.recording`, 'header\none\n']])
  expect(fail('header')).toEqual([[`${NAME}.recording`, 'header\none\n']])
  expect(fail('header', 'one', 'two')).toEqual([[`${NAME}.recording`, 'header\none\ntwo\n']])
  expect(fail('header', 'one')).toEqual([[`${NAME}.recording`, 'header\none\ntwo\n']])
})

test('files in progress are ignored by git, and those of processes that are gone are removed', () => {
  const folder = temporaryFolder()
  const cassette = cassetteIn(folder)
  openRecording(cassette).commit('whole\n')
  const other = join(cassette, '..', 'other.cassette.jsonl')
  writeFileSync(`${other}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, thread: 0 }))
  writeFileSync(`${other}.${2 ** 22 + 1}-0.tmp`, 'half')
  writeFileSync(`${other}.1-0.tmp`, 'of a process that lives')
  execFileSync('git', ['init', '-q'], { cwd: folder })
  openRecording(cassette).append('header\n')
  const status = execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: folder })
  expect(status.toString()).toBe(`?? __cassettes__/a.test.ts/${NAME}\n`)
  expect(beside(cassette)).toEqual([
    'other.cassette.jsonl.1-0.tmp',
    NAME,
    `${NAME}.lock`,
    `${NAME}.recording`,
  ])
})

test('a lock of a zombie, or of an earlier process with the same id, is taken over', async () => {
  const cassette = cassetteIn(temporaryFolder())
  openRecording(cassette).discard()
  const locked = (owner: object) => {
    writeFileSync(`${cassette}.lock`, JSON.stringify(owner))
    return () => openRecording(cassette).discard()
  }
  expect(locked({ pid: process.ppid, thread: 0 })).toThrow('another worker is recording')
  expect(locked({ pid: process.ppid, thread: 0, started: 'another boot 1' })).not.toThrow()
  if (process.platform !== 'linux') return
  // The shell is replaced by a program that never asks for the end of its child, which ends after that.
  const child = 'until grep -q sleep /proc/$$/comm; do :; done'
  const parent = spawn('sh', ['-c', `(${child}) & echo $!; exec sleep 60`])
  const [pid] = (await once(parent.stdout, 'data')) as [Buffer]
  const isZombie = () => / Z /.test(readFileSync(`/proc/${Number(pid)}/stat`, 'utf8'))
  await vi.waitFor(() => expect(isZombie()).toBe(true), 20_000)
  expect(locked({ pid: Number(pid), thread: 0 })).not.toThrow()
  parent.kill('SIGKILL')
})

test('two writers of one cassette: the second is refused, and the first is not disturbed', () => {
  const cassette = cassetteIn(temporaryFolder())
  const recording = openRecording(cassette)
  recording.append('one\n')
  expect(() => openRecording(cassette)).toThrow(
    expect.objectContaining({
      code: 'CASSETTE_BUSY',
      message: expect.stringContaining(`delete ${cassette}.lock`) as string,
    }),
  )
  recording.commit('whole\n')
  expect(readFileSync(cassette, 'utf8')).toBe('whole\n')
  openRecording(cassette).discard()
})

test.each([
  ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, thread: 0 }), false, true],
  [
    'of an earlier process with this id',
    JSON.stringify({ pid: process.pid, thread: 0 }),
    false,
    'own',
  ],
  ['of a process that lives', JSON.stringify({ pid: 1, thread: 0 }), false, false],
  ['that is being written', '', false, false],
  ['whose writer was killed', '', true, true],
  ['that is no lock', 'garbage', true, true],
])('a lock %s', (_name, content, old, stale) => {
  const cassette = cassetteIn(temporaryFolder())
  mkdirSync(join(cassette, '..'), { recursive: true })
  writeFileSync(`${cassette}.lock`, content)
  if (old) utimesSync(`${cassette}.lock`, new Date(0), new Date(0))
  if (stale === 'own') {
    // This worker's thread is not 0 where tests run in threads.
    try {
      openRecording(cassette).discard()
    } catch (error) {
      expect(error).toMatchObject({ code: 'CASSETTE_BUSY' })
    }
  } else if (stale) {
    openRecording(cassette).discard()
    expect(beside(cassette)).toEqual([])
  } else {
    expect(() => openRecording(cassette)).toThrow(
      expect.objectContaining({ code: 'CASSETTE_BUSY' }),
    )
    expect(readFileSync(`${cassette}.lock`, 'utf8')).toBe(content)
  }
})

test('a file in place of a folder is an error that says so', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '__cassettes__'), '')
  expect(() => openRecording(cassetteIn(folder))).toThrow(
    /^\[vitest-replay\] Failed to record .*: a part of the path is a file\. Free space or make/,
  )
})

test('a name that is too long is an error that says so', () => {
  expect(() => openRecording(join(temporaryFolder(), 'x'.repeat(300)))).toThrow(
    'the path is too long; shorten the name with the option "cassette"',
  )
})

test('a read-only folder is an error that says so', (context) => {
  const mounted = mountedFolder('size=1m')
  if (!mounted) return context.skip()
  openRecording(join(mounted.folder, 'there', NAME)).discard()
  mounted.remount('ro')
  expect(() => openRecording(cassetteIn(mounted.folder))).toThrow('may be read-only')
  expect(() => openRecording(join(mounted.folder, 'there', NAME))).toThrow(
    'the file system is read-only',
  )
})

test('on a full disk the older cassette is unchanged, and whole lines are kept', (context) => {
  const mounted = mountedFolder('size=64k')
  if (!mounted) return context.skip()
  const cassette = cassetteIn(mounted.folder)
  openRecording(cassette).commit('old\n')
  const recording = openRecording(cassette)
  recording.append(`${'a'.repeat(30_000)}\n`)
  expect(() => recording.append(`${'b'.repeat(60_000)}\n`)).toThrow(
    expect.objectContaining({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('the disk is full') as string,
    }),
  )
  expect(() => recording.commit('c'.repeat(60_000))).toThrow('the disk is full')
  expect(readFileSync(cassette, 'utf8')).toBe('old\n')
  expect(beside(cassette)).toEqual([NAME, `${NAME}.recording`])
  expect(readFileSync(recordingPath(cassette), 'utf8')).toMatch(/^a{30000}\nb+$/)
})

test('its lines can be replaced while it goes on', () => {
  const cassette = cassetteIn(temporaryFolder())
  const recording = openRecording(cassette)
  recording.append('header\n')
  recording.append('one\n')
  recording.rewrite(['other header\n', 'other\n'])
  recording.append('two\n')
  recording.abandon()
  expect(readFileSync(recordingPath(cassette), 'utf8')).toBe('other header\nother\ntwo\n')
})
