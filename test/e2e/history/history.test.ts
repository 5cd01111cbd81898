import { expect, test } from 'vitest'
import { serializeCassette } from '../../../src/cassette.ts'
import type { HistoryEntry } from '../../../src/core/report/comparison-schema.ts'
import { conversation } from '../../core/comparison/build-release.ts'
import { buildReport, buildRun } from '../../report/build-report.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

const UTF_8 = { LANG: 'C.UTF-8', LC_ALL: '' }
const CASSETTE = '__cassettes__/refund.test.ts/refunds.cassette.jsonl'
const HISTORY = '.vitest-replay/history.jsonl'
const DATES = ['2026-01-05T10:00:00Z', '2026-02-05T10:00:00Z', '2026-03-05T10:00:00Z']

function start() {
  const project = createProject({ '.gitignore': 'node_modules\n.vitest-replay/\n' })
  const history = (...args: string[]) => project.command(['history', ...args], UTF_8)
  /** Several in one process. */
  const historyEach = (calls: string[][]) =>
    project.commands(
      calls.map((args) => ['history', ...args]),
      UTF_8,
    )
  const git = async (args: string[], date = DATES[0]!) => {
    const { exitCode, output } = await project.run(
      ['git', '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args],
      { GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date, GIT_CONFIG_GLOBAL: '/dev/null' },
    )
    return { exitCode, output }
  }
  return { project, history, historyEach, git }
}

/** Writes a cassette that cost so much, and the report of its replay. */
function write(project: Project, costUsd: number | null, release?: string): void {
  const cassette = conversation()
  cassette.end!.totals.costUsd = costUsd
  project.write(CASSETTE, serializeCassette(cassette))
  if (release === undefined) return
  const run = buildRun({
    test: { file: 'refund.test.ts', fullName: 'refunds an order' },
    cassette: CASSETTE,
    recordedAt: cassette.header.recordedAt,
    matchRate: 0.5,
  })
  const report = { ...buildReport([run]), release: { id: release } }
  project.write('refund.test.ts', '')
  project.write('.vitest-replay/report.json', JSON.stringify(report))
}

const entriesOf = (output: string) => (JSON.parse(output) as { entries: HistoryEntry[] }).entries

test('adds the report of a release to the history, and prints the releases', async () => {
  const { project, history, historyEach } = start()
  const empty = await history()
  expect(empty).toMatchObject({ exitCode: 0 })
  expect(empty.output).toContain('No release is known yet. Add one after a test run')

  write(project, 0.01, 'v1')
  const added = await history('add')
  expect(added.exitCode, added.output).toBe(0)
  expect(added.output).toBe(`added the release "v1" (1 run) to ${HISTORY}\n`)
  write(project, 0.03, 'v2')
  const [, again, json, terminal, last] = await historyEach([
    ['add', '.vitest-replay'],
    ['add', '.', '--release', 'v2'],
    ['--format', 'json'],
    [],
    ['--last', '1', '--format', 'markdown'],
  ])
  expect(again!.output).toContain(`replaced the release "v2" (1 run) in ${HISTORY}`)

  expect(entriesOf(json!.output)).toMatchObject([
    { release: 'v1', matchRate: 0.5, costUsd: 0.01, determinism: null, runs: 1 },
    { release: 'v2', matchRate: 0.5, costUsd: 0.03 },
  ])
  const shown = terminal!.output
  expect(shown).toContain('vitest-replay history: 2 releases')
  expect(shown).toContain('cost a run   ▁█  $0.01 -> $0.03')
  expect(shown).toContain('determinism  ··  not known of any release')
  const ascii = await project.command(['history'], { LC_ALL: 'C' })
  expect(ascii.output).toContain('cost a run   _#  $0.01 -> $0.03')
  expect(last!.output).toContain('the last 1 release of 2')
})

test('what cannot be added or read says why', async () => {
  const { project, history, historyEach } = start()
  const nothing = await history('add', '--release', 'v1')
  expect(nothing.exitCode).toBe(2)
  expect(nothing.output).toContain('working tree has no recording and no report')
  write(project, 0.01)
  const nameless = await history('add')
  expect(nameless.exitCode).toBe(2)
  expect(nameless.output).toContain('Name it with --release <id>')
  project.write(HISTORY, '{"version":1}\n')
  for (const corrupt of await historyEach([[], ['add', '--release', 'v1']])) {
    expect(corrupt.exitCode).toBe(2)
    expect(corrupt.output).toContain(
      `Failed to read the history <root>/${HISTORY}: line 1: release: `,
    )
  }
  expect(project.read(HISTORY)).toBe('{"version":1}\n')
  const wrong = [
    ['remove'],
    ['--last', '0'],
    ['--format', 'xml'],
    ['--release', 'v1'],
    ['add', '--tags'],
  ]
  for (const [at, { exitCode, output }] of (await historyEach(wrong)).entries()) {
    expect(exitCode, wrong[at]!.join(' ')).toBe(2)
    expect(output).toContain('Usage: vitest-replay history')
  }
})

wholeTest('git keeps the history as --help says; a history that git ignores is noted', async () => {
  const { project, history, git } = start()
  await git(['init', '-q'])
  write(project, 0.01, 'v1')
  const ignored = await history('add')
  expect(ignored.output).toContain(
    'git ignores it; to keep it, write into .gitignore: .vitest-replay/*',
  )
  expect((await git(['check-ignore', '-q', HISTORY])).exitCode).toBe(0)

  const { output: help } = await history('--help')
  const lines = /In \.gitignore:\n\n((?: {2}\S.*\n)+)/.exec(help)![1]!
  project.write('.gitignore', `node_modules\n${lines.replaceAll('  ', '')}`)
  expect((await git(['check-ignore', '-q', HISTORY])).exitCode).toBe(1)
  expect((await git(['check-ignore', '-q', '.vitest-replay/report.json'])).exitCode).toBe(0)
  expect((await history('add')).output).toBe(`replaced the release "v1" (1 run) in ${HISTORY}\n`)
  await git(['add', '.'])
  expect((await git(['ls-files'])).output).toContain(HISTORY)
  // A working tree that is committed and has not changed since is known by its commit.
  await git(['commit', '-qm', 'v1'])
  const head = (await git(['rev-parse', 'HEAD'])).output.trim()
  await history('add')
  expect(entriesOf((await history('--format', 'json')).output)[0]!.commit).toBe(head)
  project.write('other.ts', '')
  await history('add')
  expect(entriesOf((await history('--format', 'json')).output)[0]!.commit).toBeNull()
})

wholeTest('reads the releases out of tags, the oldest commit first', async () => {
  const { project, history, historyEach, git } = start()
  await git(['init', '-q'])
  expect((await history('--tags')).output).toContain('this clone has no tags of commits')
  project.write('README.md', '')
  await git(['add', '.'])
  await git(['commit', '-qm', 'nothing yet'], '2026-01-01T10:00:00Z')
  await git(['tag', 'v0'])
  for (const [at, cost] of [0.01, null, 0.03].entries()) {
    write(project, cost)
    await git(['add', '.'])
    await git(['commit', '-qm', `release ${at}`, '--allow-empty'], DATES[at]!)
  }
  const commits = (await git(['rev-list', 'HEAD'])).output.trim().split('\n')
  // Tagged in another order, one of them later than all commits.
  await git(['tag', 'v10', commits[0]!])
  await git(['tag', '-am', 'the first', 'v1', commits[2]!], '2026-12-01T10:00:00Z')
  await git(['tag', 'v9', commits[1]!])
  const blob = (await git(['rev-parse', 'HEAD:README.md'])).output.trim()
  await git(['tag', 'a-file', blob])

  const [json, terminal, some, none] = await historyEach([
    ['--tags', '--format', 'json'],
    ['--tags'],
    ['--tags', 'v1*', '--format', 'json'],
    ['--tags=x*'],
  ])
  expect(json!.exitCode, json!.output).toBe(0)
  expect(entriesOf(json!.output)).toMatchObject([
    { release: 'v1', commit: commits[2], costUsd: 0.01, matchRate: null },
    { release: 'v9', commit: commits[1], costUsd: null },
    { release: 'v10', commit: commits[0], costUsd: 0.03 },
  ])
  const shown = terminal!.output
  expect(shown).toContain('cost a run   ▁·█  $0.01 -> $0.03 (not known of 1)')
  expect(shown).toContain('match rate   ···  not known of any release')
  expect(shown).toContain('1 tag has no cassettes and no report: v0')
  expect(entriesOf(some!.output).map(({ release }) => release)).toEqual(['v1', 'v10'])
  expect(none!.output).toContain('no tag of a commit matches "x*"')
  expect(project.exists(HISTORY)).toBe(false)

  // One that cannot be read is not left out.
  project.write(CASSETTE, 'no cassette\n')
  await git(['commit', '-qam', 'broken'], '2026-04-05T10:00:00Z')
  await git(['tag', 'v11'])
  const broken = await history('--tags')
  expect(broken.exitCode).toBe(2)
  expect(broken.output).toContain(`v11:${CASSETTE}`)
})
