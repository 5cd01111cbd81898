// Keeps what the tests of a table have counted, so that a run that was stopped can be gone on with.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Opens the counts of a table. Each line belongs to a part; of an earlier run, those of parts that were done are kept, if the
 * sources are the same.
 */
export function openCounts({ root, table, resumes }) {
  const folder = join(root, 'node_modules/.cache/vitest-replay-tables')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${table}.jsonl`)
  const sources = { sources: nameSources(root) }
  const before = resumes ? readLines(file) : []
  const isSame = before[0]?.sources === sources.sources
  if (resumes && before.length > 0 && !isSame)
    console.log('The sources have changed since: everything is run again.\n')
  const done = new Set(isSame ? before.flatMap((line) => (line.done ? [line.part] : [])) : [])
  const kept = isSame ? before.filter(({ part }) => done.has(part)) : []
  writeFileSync(file, [sources, ...kept].map((line) => `${JSON.stringify(line)}\n`).join(''))
  return {
    file,
    isDone: (part) => done.has(part),
    finish: (part) => appendFileSync(file, `${JSON.stringify({ part, done: true })}\n`),
    read: () => readLines(file).filter((line) => line.table !== undefined),
    /** Removes the file, unless somebody may go on with it. */
    close() {
      if (!resumes) rmSync(file, { force: true })
    },
  }
}

function readLines(file) {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** Names the sources by their commit and by all that differs from it, the content of new files included. */
function nameSources(root) {
  const git = (...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 })
  const paths = ['src', 'test', 'fixtures', 'package-lock.json']
  const hash = createHash('sha256')
    .update(git('rev-parse', ...paths.map((path) => `HEAD:${path}`)))
    .update(git('diff', 'HEAD', '--', ...paths))
  const added = git('ls-files', '-z', '--others', '--exclude-standard', '--', ...paths)
  for (const path of added.split('\0').filter(Boolean))
    hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}
