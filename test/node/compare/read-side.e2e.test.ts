import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { compareReleases } from '../../../src/core/words/comparison/compare-releases.ts'
import { judgeGate } from '../../../src/core/words/comparison/judge-gate.ts'
import { serializeCassette } from '../../../src/core/cassette/serialize.ts'
import { chooseSides } from '../../../src/node/compare/choose-sides.ts'
import { unreplayedRuns } from '../../../src/node/render/comparison/verdict-words.ts'
import { readSide, readWorkingTree } from '../../../src/node/compare/read-side.ts'
import { buildCassette, toolCall } from '../../core/cassette/build-cassette.ts'
import { buildReport, buildRun } from '../../report/build-report.ts'
import { createRepository, openRepository } from '../../storage/git-repository.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'

const A = '__cassettes__/a.test.ts/one.cassette.jsonl'
const B = 'nested/__cassettes__/b.test.ts/two.cassette.jsonl'
const RECORDED_AT = '2026-11-01T00:00:00.000Z'
const whole = cassette('one')
const cutOff = whole.slice(0, whole.lastIndexOf('\n', whole.length - 2) + 1)

function cassette(name: string, recordedAt = RECORDED_AT, release: string | null = null): string {
  const built = buildCassette([toolCall(0), toolCall(1)])
  return serializeCassette({
    ...built,
    header: { ...built.header, name, runId: `id of ${name}`, recordedAt, release },
  })
}

function reportOf(runs: Array<{ cassette: string; recordedAt?: string }>): string {
  const own = runs.map(({ cassette: path, recordedAt = RECORDED_AT }) =>
    buildRun({
      name: path,
      test: { file: 'a.test.ts', fullName: path },
      cassette: path,
      recordedAt,
    }),
  )
  return JSON.stringify({ ...buildReport(own), release: { id: 'v2' } })
}

/** The message of an error, without what differs by machine. */
async function failure(read: Promise<unknown>, folder: string): Promise<string> {
  try {
    await read
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message.replaceAll(folder, '<folder>')}`
  }
  return expect.fail('it was read')
}

const namesOf = ({ runs }: { runs: readonly { identity: { cassette: string } }[] }) =>
  runs.map(({ identity }) => identity.cassette)

test('a commit is read as it was, whatever lies in the working tree, and paths pair with it', async () => {
  const repository = createRepository()
  repository.write(A, cassette('one', RECORDED_AT, 'v1'))
  repository.write(B, cassette('two', RECORDED_AT, 'v1'))
  repository.write('node_modules/x/__cassettes__/c.test.ts/other.cassette.jsonl', 'not ours')
  repository.write('a.test.ts', '')
  repository.write('.vitest-replay/report.json', reportOf([{ cassette: A }]))
  const commit = repository.commit()
  repository.git('tag', 'v1')
  rmSync(join(repository.folder, B))
  repository.write(A, 'broken')
  const status = repository.git('status', '--porcelain')

  const side = await readSide('git:v1', { cwd: repository.folder })
  expect(side).toMatchObject({ label: 'git:v1', commit, release: 'v2', notes: [] })
  expect(namesOf(side)).toEqual([A, B])
  expect(side.runs[0]).toMatchObject({ replay: { status: 'passed' }, recordings: [{}] })
  expect(side.runs[1]).toMatchObject({ replay: null, identity: { file: 'nested/b.test.ts' } })
  expect(repository.git('status', '--porcelain')).toBe(status)

  const below = await readSide('git:v1', { cwd: join(repository.folder, 'nested') })
  expect(namesOf(below)).toEqual(['__cassettes__/b.test.ts/two.cassette.jsonl'])
  for (const name of ['nested', './nested', 'nested/', '/nested', 'nested/../nested'])
    expect(namesOf(await readSide(`git:HEAD:${name}`, { cwd: repository.folder }))).toEqual(
      namesOf(below),
    )
  expect(await readSide('git:v1:gone', { cwd: repository.folder })).toMatchObject({
    runs: [],
    notes: ['the commit does not have the folder gone'],
  })
})

test('a branch, a tag that is annotated, and a short id name a commit; names of files may be anything', async () => {
  const repository = createRepository()
  const odd = '__cassettes__/a b.test.ts/\u00e9 "quoted"\n.cassette.jsonl'
  repository.write(odd, whole)
  const commit = repository.commit()
  repository.git('tag', '--annotate', 'v1', '--message', 'v1')
  repository.git('branch', 'feature/x')
  for (const ref of [
    'v1',
    'feature/x',
    commit.slice(0, 8),
    'HEAD',
    'refs/heads/main',
    'main@{0}',
  ]) {
    const side = await readSide(`git:${ref}`, { cwd: repository.folder })
    expect(side.commit, ref).toBe(commit)
    expect(namesOf(side)).toEqual([odd])
  }
})

test('a ref is never read as an option, and one that does not exist is named', async () => {
  const { folder, ...repository } = createRepository()
  repository.write(A, whole)
  repository.commit()
  const messages: string[] = []
  for (const ref of [
    'nope',
    '--upload-pack=touch pwned',
    '-x',
    '',
    'main\u0000x',
    'main..HEAD',
    '\u001b[31m',
  ])
    messages.push(await failure(readSide(`git:${ref}`, { cwd: folder }), folder))
  expect(messages).toMatchInlineSnapshot(`
    [
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:nope: there is no commit "nope" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:--upload-pack=touch pwned: there is no commit "--upload-pack=touch pwned" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:-x: there is no commit "-x" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:: there is no commit "" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:main\\u0000x: there is no commit "main\\u0000x" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:main..HEAD: there is no commit "main..HEAD" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:\\u001b[31m: there is no commit "\\u001b[31m" in this clone. Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them",
    ]
  `)
})

test('what is in a commit and cannot be read there is an error that says what helps', async () => {
  const { folder, ...repository } = createRepository()
  const read = async (change: () => void) => {
    rmSync(join(folder, dirname(dirname(A))), { recursive: true, force: true })
    change()
    repository.commit()
    return failure(readSide('git:main', { cwd: folder }), folder)
  }
  expect([
    await read(() =>
      repository.write(
        A,
        `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 9\n`,
      ),
    ),
    await read(() => {
      mkdirSync(join(folder, dirname(A)), { recursive: true })
      symlinkSync('../../elsewhere', join(folder, A))
    }),
    await read(() => repository.write(A, `${whole}more\n`)),
    await read(() => repository.write(A, new Uint8Array([0xff, 0xfe, 0x0a]))),
    await read(() => repository.write(A, whole.replace('"cassette":1', '"cassette":9'))),
    await read(() => repository.write('.vitest-replay/report.json', '{')),
  ]).toMatchInlineSnapshot(`
    [
      "GIT_LFS_POINTER: [vitest-replay] Failed to read main:__cassettes__/a.test.ts/one.cassette.jsonl: it is a pointer of Git LFS: its contents are kept elsewhere. Check it out with its contents and compare folders: git worktree add ../base main, then vitest-replay compare ../base",
      "GIT_NOT_A_FILE: [vitest-replay] Failed to read main:__cassettes__/a.test.ts/one.cassette.jsonl: it is a symbolic link, whose target need not be of the same commit. Commit the cassette itself, or compare folders: git worktree add <folder> <ref>",
      "CASSETTE_CORRUPT: [vitest-replay] Failed to read main:__cassettes__/a.test.ts/one.cassette.jsonl: line 5: it is not JSON (Unexpected token 'm', "more" is not valid JSON). Restore the file from git, or record the run again with VITEST_REPLAY=all",
      "CASSETTE_CORRUPT: [vitest-replay] Failed to read main:__cassettes__/a.test.ts/one.cassette.jsonl: line 1: it is not UTF-8. Restore the file from git, or record the run again with VITEST_REPLAY=all",
      "CASSETTE_NEWER: [vitest-replay] Failed to read main:__cassettes__/a.test.ts/one.cassette.jsonl: it was written by a newer vitest-replay (cassette version 9, this one reads up to 1). Update vitest-replay; the file itself is valid and was not changed",
      "REPORT_CORRUPT: [vitest-replay] Failed to read the report main:.vitest-replay/report.json: it is not JSON (Expected property name or '}' in JSON at position 1). Run the tests again to write it anew",
    ]
  `)
})

test('a submodule is noted, and one within a folder of cassettes is an error', async () => {
  const { folder, ...repository } = createRepository()
  const other = createRepository()
  other.write(A, whole)
  other.commit()
  repository.write(A, whole)
  repository.git('submodule', '--quiet', 'add', other.folder, 'vendor/agent')
  repository.commit()
  expect(await readSide('git:main', { cwd: folder })).toMatchObject({
    runs: [{}],
    notes: ['the submodule vendor/agent was not looked into'],
  })
  repository.git('submodule', '--quiet', 'add', other.folder, '__cassettes__/c.test.ts')
  repository.commit()
  expect(await failure(readSide('git:main', { cwd: folder }), folder)).toMatchInlineSnapshot(
    `"GIT_NOT_A_FILE: [vitest-replay] Failed to read main:__cassettes__/c.test.ts: it is a submodule: its files are in another repository. Run the comparison in the submodule, or compare folders"`,
  )
})

test('without git, a repository or contents there is no side, and it is said why', async () => {
  const folder = temporaryFolder()
  const messages = [await failure(readSide('git:main', { cwd: folder }), folder)]
  const path = process.env['PATH']
  process.env['PATH'] = folder
  try {
    messages.push(await failure(readSide('git:main', { cwd: folder }), folder))
  } finally {
    process.env['PATH'] = path
  }
  const repository = createRepository()
  repository.write(A, whole)
  repository.commit()
  const blob = repository.git('rev-parse', `HEAD:${A}`)
  rmSync(join(repository.folder, '.git/objects', blob.slice(0, 2)), { recursive: true })
  messages.push(
    await failure(readSide('git:main', { cwd: repository.folder }), repository.folder),
    await failure(chooseSides([], { cwd: folder, env: {} }), folder),
    await failure(readSide('main', { cwd: folder }), folder),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "GIT_NO_REPOSITORY: [vitest-replay] Failed to read git:main: <folder> is not in a git repository. Run it in a clone, or name what to compare with: vitest-replay compare <base> [head], each a report.json or a folder",
      "GIT_MISSING: [vitest-replay] Failed to read git:main: git cannot be run: it is not installed, or not on the PATH. Install git, or compare two folders or report.json files instead of a git:<ref>",
      "GIT_OBJECT_MISSING: [vitest-replay] Failed to read git:main: the repository lacks the contents of __cassettes__/a.test.ts/one.cassette.jsonl. Fetch them with: git fetch --refetch",
      "GIT_NO_REPOSITORY: [vitest-replay] Failed to find the base to compare with: <folder> is not in a git repository. Run it in a clone, or name what to compare with: vitest-replay compare <base> [head], each a report.json or a folder",
      "SIDE_MISSING: [vitest-replay] Failed to read main: there is no such file or folder. A side is a report.json, a folder, or git:<ref> for a branch, tag or commit, such as git:main",
    ]
  `)
})

test('without arguments it is the merge base against the working tree', async () => {
  const upstream = createRepository()
  upstream.write(A, whole)
  const base = upstream.commit('base')
  const folder = temporaryFolder()
  const clone = openRepository(folder)
  clone.git('clone', '--quiet', upstream.folder, '.')
  clone.git('checkout', '--quiet', '-b', 'feature')
  clone.write(B, cassette('two'))
  clone.commit('feature')
  upstream.write('later.txt', 'later')
  upstream.commit('later')
  clone.git('fetch', '--quiet')
  clone.write('__cassettes__/a.test.ts/three.cassette.jsonl', cassette('three'))

  const sides = await chooseSides([], { cwd: folder, env: {} })
  expect(sides.base).toMatchObject({
    label: 'merge base with origin/main',
    commit: base,
    notes: [],
  })
  expect(namesOf(sides.base)).toEqual([A])
  expect(sides.head).toMatchObject({ label: 'working tree', commit: null })
  expect(namesOf(sides.head)).toHaveLength(3)

  const inActions = await chooseSides([], { cwd: folder, env: { GITHUB_BASE_REF: 'main' } })
  expect(inActions.base).toMatchObject({ commit: base })
  const named = await chooseSides(['git:main'], { cwd: folder, env: {} })
  expect(named).toMatchObject({ base: { label: 'git:main' }, head: { label: 'working tree' } })

  clone.git('checkout', '--quiet', 'main')
  const alone = await chooseSides([], { cwd: folder, env: {} })
  expect(alone.base.notes).toEqual([
    'it is the present commit: only uncommitted changes can differ',
  ])
})

test('a clone that is too shallow says how to deepen it', async () => {
  const upstream = createRepository()
  upstream.write(A, whole)
  upstream.commit('base')
  upstream.git('checkout', '--quiet', '-b', 'feature')
  upstream.write(B, cassette('two'))
  upstream.commit('feature')
  upstream.git('checkout', '--quiet', 'main')
  upstream.write('later.txt', 'later')
  upstream.commit('later')
  const folder = temporaryFolder()
  const clone = openRepository(folder)
  const url = `file://${upstream.folder}`
  clone.git('clone', '--quiet', '--depth=1', '--single-branch', '--branch=feature', url, '.')
  const messages = [
    await failure(chooseSides([], { cwd: folder, env: { GITHUB_BASE_REF: 'main' } }), folder),
    await failure(chooseSides([], { cwd: folder, env: {} }), folder),
    await failure(readSide('git:HEAD~1', { cwd: folder }), folder),
  ]
  clone.git('fetch', '--quiet', '--depth=1', 'origin', 'main:refs/remotes/origin/main')
  messages.push(
    await failure(chooseSides([], { cwd: folder, env: { GITHUB_BASE_REF: 'main' } }), folder),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "GIT_REF_MISSING: [vitest-replay] Failed to find the base to compare with: the clone does not have the branch "main" that the pull request goes to. Fetch it: git fetch origin +main:refs/remotes/origin/main, in GitHub Actions actions/checkout with "fetch-depth: 0"",
      "GIT_REF_MISSING: [vitest-replay] Failed to find the base to compare with: there is no origin/HEAD, origin/main, origin/master, main or master to compare with. Fetch them with their history: git fetch --unshallow origin "+refs/heads/*:refs/remotes/origin/*", in GitHub Actions actions/checkout with "fetch-depth: 0"",
      "GIT_REF_MISSING: [vitest-replay] Failed to read git:HEAD~1: there is no commit "HEAD~1" in this clone. The clone is shallow: fetch the rest with git fetch --unshallow, in GitHub Actions actions/checkout with "fetch-depth: 0"",
      "GIT_SHALLOW: [vitest-replay] Failed to find the base to compare with: the clone is shallow, and its history does not reach the commit where the branch left origin/main. Fetch the whole history: git fetch --unshallow, in GitHub Actions actions/checkout with "fetch-depth: 0"",
    ]
  `)
  clone.git('fetch', '--quiet', '--unshallow')
  const { base } = await chooseSides([], { cwd: folder, env: { GITHUB_BASE_REF: 'main' } })
  expect(base.commit).toBe(upstream.git('rev-parse', 'main~1'))
})

test('a repository without a commit, without a default branch, or with nothing in it', async () => {
  const { folder, ...repository } = createRepository()
  const choose = () => failure(chooseSides([], { cwd: folder, env: {} }), folder)
  const messages = [await choose()]
  repository.git('checkout', '--quiet', '-b', 'trunk')
  repository.commit()
  messages.push(await choose())
  repository.git('branch', 'main')
  messages.push(await choose())
  repository.git('checkout', '--quiet', '--orphan', 'other')
  repository.commit('another beginning')
  messages.push(await choose())
  expect(messages).toMatchInlineSnapshot(`
    [
      "GIT_REF_MISSING: [vitest-replay] Failed to find the base to compare with: the repository has no commit yet. Commit the cassettes first, or name two sides: vitest-replay compare <base> <head>",
      "GIT_REF_MISSING: [vitest-replay] Failed to find the base to compare with: there is no origin/HEAD, origin/main, origin/master, main or master to compare with. Name the base: vitest-replay compare git:<ref>",
      "NOTHING_TO_COMPARE: [vitest-replay] Failed to compare the releases: neither the base (merge base with main) nor the head (working tree) has a recording or a report; base: it is the present commit: only uncommitted changes can differ. Run the tests first (vitest run), and run the command in the project folder: paths are relative to it",
      "GIT_REF_MISSING: [vitest-replay] Failed to find the base to compare with: HEAD and main have no commit in common. Name the base: vitest-replay compare git:<ref>",
    ]
  `)
})

test('a folder is its cassettes and its report, without interrupted recordings', async () => {
  const folder = temporaryFolder()
  const write = openRepository(folder).write
  write(A, whole)
  write(B, cutOff)
  write(`${A}.recording`, cutOff)
  write('.vitest-replay/report.json', reportOf([{ cassette: A }]))
  for (const spec of [folder, join(folder, '.vitest-replay')]) {
    const side = await readSide(spec, { cwd: '/' })
    expect(namesOf(side)).toEqual([A])
    expect(side.runs[0]).toMatchObject({ recordings: [{}], replay: { matchRate: 1 } })
    expect(side.notes).toEqual([
      `2 recordings were interrupted and are left out: ${A}.recording, ${B}`,
    ])
  }
  const alone = await readSide('.vitest-replay/report.json', { cwd: folder })
  expect(alone).toMatchObject({ label: '.vitest-replay/report.json', commit: null, release: 'v2' })
  expect(namesOf(alone)).toEqual([A])
})

test('runs of recordings that do not exist any more are left out with a note', async () => {
  const folder = temporaryFolder()
  const write = openRepository(folder).write
  write(A, cassette('one', '2026-11-05T00:00:00.000Z'))
  write('a.test.ts', '')
  write('.vitest-replay/report.json', reportOf([{ cassette: A }, { cassette: B }]))
  const side = await readWorkingTree({ cwd: folder })
  expect(side.runs).toMatchObject([{ identity: { cassette: A }, replay: null }])
  expect(side.report?.totals.runs).toBe(0)
  expect(side.notes).toEqual([
    `the report is out of date, and 2 runs whose recordings were replaced or removed since are left out; run the tests again: ${A}, ${B}`,
  ])
  rmSync(join(folder, '__cassettes__'), { recursive: true })
  expect((await readWorkingTree({ cwd: folder })).runs).toEqual([])
})

test('a folder of tests may be called as those that tools write are', async () => {
  const { folder, ...repository } = createRepository()
  const nested = 'tests/coverage/__cassettes__/a.test.ts/one.cassette.jsonl'
  const linked = 'linked/__cassettes__/a.test.ts/two.cassette.jsonl'
  const top = 'coverage/__cassettes__/a.test.ts/three.cassette.jsonl'
  repository.write('a.test.ts', '')
  repository.write(nested, whole)
  repository.write('dist/__cassettes__/a.test.ts/copy.cassette.jsonl', 'not ours')
  repository.commit()
  expect(namesOf(await readSide('git:HEAD', { cwd: folder }))).toEqual([nested])
  expect(namesOf(await readWorkingTree({ cwd: folder }))).toEqual([nested])
  // A cassette that a report names is found wherever it lies.
  const elsewhere = temporaryFolder()
  openRepository(elsewhere).write('__cassettes__/a.test.ts/two.cassette.jsonl', cassette('two'))
  symlinkSync(elsewhere, join(folder, 'linked'))
  repository.write(top, cassette('three'))
  const named = [nested, linked, top].map((path) => ({ cassette: path }))
  repository.write('.vitest-replay/report.json', reportOf(named))
  const side = await readWorkingTree({ cwd: folder })
  expect(side.runs.map(({ replay }) => replay?.matchRate)).toEqual([1, 1, 1])
  expect(side.notes).toEqual([])
})

test('a replay of a test whose file does not exist any more is left out with a note', async () => {
  const { folder, ...repository } = createRepository()
  repository.write(A, whole)
  repository.write('a.test.ts', '')
  repository.write('.vitest-replay/report.json', reportOf([{ cassette: A }]))
  repository.commit()
  expect(await readWorkingTree({ cwd: folder })).toMatchObject({
    runs: [{ replay: { matchRate: 1 } }],
    notes: [],
  })
  rmSync(join(folder, 'a.test.ts'))
  repository.commit('the test is gone')
  for (const side of [
    await readWorkingTree({ cwd: folder }),
    await readSide('git:HEAD', { cwd: folder }),
  ])
    expect(side).toMatchObject({
      runs: [{ replay: null }],
      notes: [
        `the report is out of date, and 1 run whose test file does not exist any more is left out; run the tests again: ${A}`,
      ],
    })
})

test('a recording of which the report of the head says nothing may be of other code', async () => {
  const [before, head] = [temporaryFolder(), temporaryFolder()]
  for (const [path, name] of [
    [A, 'one'],
    [B, 'two'],
  ] as const) {
    openRepository(before).write(path, cassette(name))
    openRepository(head).write(path, cassette(name, '2026-11-05T00:00:00.000Z'))
  }
  const compared = async () => {
    const sides = await chooseSides([before, head], { cwd: '/' })
    const comparison = compareReleases(sides.base, sides.head)
    const { unreplayed, runs } = comparison
    const [rule] = judgeGate(comparison, ['unreplayed']).rules
    return {
      unreplayed,
      reasons: runs.map(({ reasons }) => reasons.at(-1)),
      rule: rule!.result,
      named: unreplayedRuns(comparison).map(({ name }) => name),
    }
  }
  // Two releases that were recorded, and not replayed since.
  expect(await compared()).toMatchObject({ unreplayed: 0, rule: 'passed' })
  const told = { cassette: A, recordedAt: '2026-11-05T00:00:00.000Z' }
  openRepository(head).write('.vitest-replay/report.json', reportOf([told]))
  expect(await compared()).toEqual({
    unreplayed: 1,
    reasons: [
      'recorded anew, and the same',
      'the report of the head does not contain the run: its test was not run with the others',
    ],
    rule: 'failed',
    named: ['two'],
  })
})

test('the kept report of a test run is read without the cassettes', async () => {
  const folder = temporaryFolder()
  openRepository(folder).write('report.json', reportOf([{ cassette: A }]))
  const side = await readSide(folder, { cwd: '/' })
  expect(side).toMatchObject({ runs: [{ replay: { status: 'passed' } }], notes: [] })
})

test('a report that is older than its code is noted', async () => {
  const { folder, ...repository } = createRepository()
  repository.write(A, whole)
  repository.write('a.test.ts', '')
  repository.write('.vitest-replay/report.json', reportOf([{ cassette: A }]))
  repository.write('.gitignore', '.vitest-replay\nout.ts\n')
  repository.write('src/prompt.md', 'Be kind.')
  repository.git('add', '--all')
  const at = (path: string, seconds: number) => utimesSync(join(folder, path), seconds, seconds)
  for (const path of [A, 'a.test.ts', '.gitignore', 'src/prompt.md']) at(path, 1000)
  at('.vitest-replay/report.json', 2000)
  const notes = async () => (await readWorkingTree({ cwd: folder })).notes
  expect(await notes()).toEqual([])
  // Written after it, and no code of the project.
  for (const path of ['out.ts', 'comment.md', '__snapshots__/a.snap']) repository.write(path, 'x')
  expect(await notes()).toEqual([])
  writeFileSync(join(folder, 'src/prompt.md'), 'Be brief.')
  expect(await notes()).toEqual([
    'the report is older than src/prompt.md: it may be of other code; run the tests again',
  ])
  at('src/prompt.md', 1000)
  repository.write('src/new.ts', 'export {}')
  expect((await notes())![0]).toContain('older than src/new.ts')
})

test('a corrupt cassette of the working tree is named', async () => {
  const folder = temporaryFolder()
  const write = openRepository(folder).write
  write(A, `${whole.split('\n')[0]}\n{"kind":"action"}\n`)
  const broken = await failure(readWorkingTree({ cwd: folder }), folder)
  expect(broken).toMatchInlineSnapshot(
    `"CASSETTE_CORRUPT: [vitest-replay] Failed to read <folder>/__cassettes__/a.test.ts/one.cassette.jsonl: line 2, field "index": Invalid input: expected number, received undefined. Restore the file from git, or record the run again with VITEST_REPLAY=all"`,
  )
  expect(readFileSync(join(folder, A), 'utf8')).toContain('"kind":"action"')
})

test('an empty folder is refused when it was named; a commit may be older than its cassettes', async () => {
  const repository = createRepository()
  repository.write('readme.txt', 'nothing yet')
  repository.commit('before the first recording')
  repository.write(A, whole)
  repository.write('empty/readme.txt', 'nothing')
  const { folder } = repository
  for (const sides of [['empty'], ['git:main', 'empty']])
    expect(await failure(chooseSides(sides, { cwd: folder, env: {} }), folder)).toMatch(
      /^NOTHING_TO_COMPARE: /,
    )
  expect(await failure(chooseSides(['empty'], { cwd: folder, env: {} }), folder)).toContain(
    'Failed to compare with empty: there is no recording and no report in it.',
  )
  const { base } = await chooseSides(['git:main'], { cwd: folder, env: {} })
  expect(base.notes).toContain('there is no recording and no report')
})
