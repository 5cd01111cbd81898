import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { serializeCassette } from '../../src/core/cassette/serialize.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { readSide } from '../../src/node/compare/read-side.ts'
import { buildCassette, modelCall } from '../core/cassette/build-cassette.ts'

/** Words that do not compress better than prose does. */
function words(seed: number, count: number): string {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return `w${(state >>> 8) % 5000}`
  }).join(' ')
}

/** A conversation of so many turns, each of which repeats all before it. */
function conversation(run: number, turns: number): string {
  const messages: JsonValue[] = [{ role: 'system', content: words(1, 200) }]
  const actions = Array.from({ length: turns }, (_, index) => {
    messages.push({ role: 'user', content: words(run * 1000 + index, 60) })
    const request = { model: 'gpt-4o', messages: [...messages] }
    const message = { role: 'assistant', content: words(run * 1000 + index + 500, 60) }
    messages.push(message)
    return modelCall(index, request, { choices: [{ index: 0, message, finish_reason: 'stop' }] })
  })
  const built = buildCassette(actions)
  return serializeCassette({ ...built, header: { ...built.header, runId: `run-${run}` } })
}

function git(cwd: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com']
  execFileSync('git', [...identity, '-c', 'gc.auto=0', ...args], { cwd, stdio: 'ignore' })
}

/** A repository that holds so many cassettes in its one commit; returns the megabytes of their text. */
export function createCassettes(folder: string, cassettes: number, turns: number): number {
  rmSync(folder, { recursive: true, force: true })
  let bytes = 0
  for (let run = 0; run < cassettes; run++) {
    const path = join(folder, `__cassettes__/file-${run % 50}.test.ts/run-${run}.cassette.jsonl`)
    const text = conversation(run, turns)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    bytes += text.length
  }
  git(folder, 'init', '--quiet', '--initial-branch=main')
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--message', 'base')
  git(folder, 'repack', '-a', '-d', '--quiet')
  return bytes / 1e6
}

/** Milliseconds to read the commit out of git, out of a worktree made for it and removed again, and out of the folder. */
export async function compareGitWork(folder: string, cassettes: number) {
  const timed = async (read: () => Promise<{ runs: readonly unknown[] }>) => {
    const started = performance.now()
    const { runs } = await read()
    const ms = performance.now() - started
    if (runs.length !== cassettes) throw new Error(`${runs.length} of ${cassettes} runs were read.`)
    return ms
  }
  const tree = `${folder}-worktree`
  const objectsMs = await timed(() => readSide('git:main', { cwd: folder }))
  const worktreeMs = await timed(async () => {
    git(folder, 'worktree', 'add', '--detach', tree, 'main')
    try {
      return await readSide(tree, { cwd: folder })
    } finally {
      git(folder, 'worktree', 'remove', '--force', tree)
    }
  })
  const folderMs = await timed(() => readSide(folder, { cwd: folder }))
  return { objectsMs, worktreeMs, folderMs }
}
