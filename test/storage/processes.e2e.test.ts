import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { historyPath, readHistory } from '../../src/storage/history.ts'
import { openRecording, recordingPath } from '../../src/storage/recording.ts'
import { historyEntry } from './history-entry.ts'
import { temporaryFolder } from './temporary-folder.ts'

const sourceOf = (file: string) =>
  JSON.stringify(new URL(`../../src/storage/${file}`, import.meta.url).href)

/** Starts another process on the sources; with a loader, as Node 20 reads no TypeScript. */
function startOther(code: string, args: string[], stdio: StdioOptions): ChildProcess {
  const loader = new URL('typescript-loader.mjs', import.meta.url).href
  const flags = ['--import', loader, '--input-type=module', '-e', code]
  return spawn(process.execPath, [...flags, ...args], { stdio })
}

const RECORDS = `
  import { openRecording } from ${sourceOf('recording.ts')}
  const recording = openRecording(process.argv[1])
  recording.append('paid for\\n')
  console.log('recording')
  setInterval(() => {}, 1000)
`

test('another process records the same cassette; killed, it leaves what it had', async () => {
  const name = 'run.cassette.jsonl'
  const cassette = join(temporaryFolder(), '__cassettes__', 'a.test.ts', name)
  const other = startOther(RECORDS, [cassette], ['ignore', 'pipe', 'inherit'])
  const ended = new Promise((resolve) => other.on('close', resolve))
  await new Promise<void>((resolve, reject) => {
    other.stdout!.on('data', () => resolve())
    other.on('close', () => reject(new Error('the other process ended')))
  })
  expect(() => openRecording(cassette)).toThrow(expect.objectContaining({ code: 'CASSETTE_BUSY' }))
  other.kill('SIGKILL')
  await ended
  expect(readFileSync(recordingPath(cassette), 'utf8')).toBe('paid for\n')
  const recording = openRecording(cassette)
  expect(readFileSync(`${recordingPath(cassette)}.previous`, 'utf8')).toBe('paid for\n')
  recording.commit('whole\n')
  expect(readdirSync(dirname(cassette))).toEqual([name])
})

const APPENDS = `
  import { appendHistory } from ${sourceOf('history.ts')}
  const [root, entry] = process.argv.slice(1)
  for (let i = 0; i < 10; i++) {
    const own = JSON.parse(entry)
    await appendHistory(root, { ...own, release: own.release + i })
  }
`

test('processes that add to the history at the same time lose nothing', async () => {
  const root = temporaryFolder()
  const exits = ['a', 'b', 'c'].map((name) => {
    const args = [root, JSON.stringify(historyEntry(name))]
    const child = startOther(APPENDS, args, ['ignore', 'inherit', 'inherit'])
    return new Promise((resolve) => child.on('close', resolve))
  })
  expect(await Promise.all(exits)).toEqual([0, 0, 0])
  expect(readHistory(root)).toHaveLength(30)
  expect(readdirSync(dirname(historyPath(root)))).toEqual(['history.jsonl'])
})
