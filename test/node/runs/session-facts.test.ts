import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readHead, readSessionFacts } from '../../../src/node/runs/session-facts.ts'

function repository(): { root: string; git: (...args: string[]) => string } {
  const root = mkdtempSync(join(tmpdir(), 'vr-facts-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.test']
  const git = (...args: string[]) =>
    execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' }).trim()
  git('init', '-q')
  return { root, git }
}

test('the commit is read from the files of git: a branch, packed, detached, in a worktree', () => {
  const { root, git } = repository()
  expect(readHead(root)).toBeUndefined()
  git('commit', '-q', '--allow-empty', '-m', 'first')
  const sha = git('rev-parse', 'HEAD')
  expect(readHead(root)).toBe(sha)
  mkdirSync(join(root, 'packages/shop'), { recursive: true })
  expect(readHead(join(root, 'packages/shop'))).toBe(sha)
  git('pack-refs', '--all')
  expect(readHead(root)).toBe(sha)
  git('worktree', 'add', '-q', '-b', 'other', join(root, 'tree'))
  expect(readHead(join(root, 'tree'))).toBe(sha)
  git('checkout', '-q', '--detach')
  expect(readHead(root)).toBe(sha)
})

test('a release is the version of the package and the commit, unless it is named', () => {
  const { root, git } = repository()
  git('commit', '-q', '--allow-empty', '-m', 'first')
  const sha = git('rev-parse', 'HEAD')
  writeFileSync(join(root, 'package.json'), '{ "version": "2.3.4" }')
  const env = { GITHUB_RUN_ID: '77', GITHUB_JOB: 'test' }
  expect(readSessionFacts(root, env, undefined)).toMatchObject({
    release: `2.3.4+${sha.slice(0, 7)}`,
    packageVersion: '2.3.4',
    sha,
    ciJob: '77/test',
  })
  expect(readSessionFacts(root, {}, 'v9')).toMatchObject({ release: 'v9' })
  expect(readSessionFacts(root, {}, 'v9')).not.toHaveProperty('ciJob')
})
