import { fileURLToPath } from 'node:url'
import { median } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable } from '../table.mjs'

const work = fileURLToPath(new URL('../.work/comparison-git', import.meta.url))
const CASSETTES = 1000
const TURNS = 10

/** A side of 1,000 cassettes: out of git's objects, and out of a worktree as one would make by hand. */
export async function comparisonGit(rounds) {
  const { compareGitWork, createCassettes } =
    await import('../.work/vitest-replay/dist/compare-git-work.js')
  const mb = createCassettes(work, CASSETTES, TURNS)
  const all = []
  for (let round = 0; round < rounds; round++) all.push(await compareGitWork(work, CASSETTES))
  const of = (field) => median(all.map((one) => one[field]))
  return {
    title: `one side of a comparison: ${CASSETTES} cassettes of ${TURNS} model calls, ${mb.toFixed(0)} MB`,
    table: renderTable(
      ['', 'measured'],
      [
        ['git:main, out of its objects', `${ms(of('objectsMs'))} ms`],
        ['git worktree add, read the folder, git worktree remove', `${ms(of('worktreeMs'))} ms`],
        ['the folder that is there already', `${ms(of('folderMs'))} ms`],
      ],
    ),
    rows: [
      row(
        '1,000 cassettes of a commit',
        all.map(({ objectsMs }) => objectsMs / 1000),
        { target: 3, unit: ' s' },
      ),
      row(
        'objects over worktree',
        all.map(({ objectsMs, worktreeMs }) => objectsMs / worktreeMs),
        { target: 1, unit: 'x' },
      ),
    ],
  }
}
