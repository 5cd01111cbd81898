import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createProject, type Project, stack } from '../run-project.ts'
import type { Runner } from './run-workflow.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const example = join(repository, 'examples/support-agent')

/** Commits that are the same in every run of the test, so that what names them is. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A. Potter',
  GIT_AUTHOR_EMAIL: 'a.potter@shop.example',
  GIT_COMMITTER_NAME: 'A. Potter',
  GIT_COMMITTER_EMAIL: 'a.potter@shop.example',
}

/** Runs git in a folder. */
export function git(folder: string, ...words: string[]): string {
  const at = '2026-11-20T10:00:00Z'
  return execFileSync('git', words, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...GIT, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The repository of a shop with the example's agent, on a branch that nobody has pushed yet. */
export function createShop(whenDone: (remove: () => void) => void): Project {
  const project = createProject({}, whenDone)
  for (const path of ['src', 'support-agent.test.ts', 'vitest.config.ts', 'package.json'])
    cpSync(join(example, path), join(project.root, path), { recursive: true })
  rmSync(join(project.root, 'src/prompt.changed.ts'))
  project.write('.gitignore', 'node_modules\n.vitest-replay\n.vitest-reports\n')
  git(project.root, 'init', '-q', '-b', 'main')
  return project
}

export function commit(project: Project, message: string): void {
  git(project.root, 'add', '-A')
  git(project.root, 'commit', '-q', '-m', message)
}

/** A server that has the repository, and a machine that runs workflows on the pull request. */
export function hostPullRequest(
  project: Project,
  branch: string,
  env: Record<string, string>,
  whenDone: (remove: () => void) => void,
): Runner & { push(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'vr-runner-'))
  whenDone(() => rmSync(folder, { recursive: true, force: true }))
  const bare = join(folder, 'shop.git')
  git(folder, 'init', '-q', '--bare', '-b', 'main', bare)
  const push = () => void git(project.root, 'push', '-q', bare, 'main', branch)
  push()
  return {
    folder,
    push,
    baseBranch: 'main',
    comments: join(folder, 'comments.json'),
    token: 'ghs_token',
    env,
    // As actions/checkout does for a pull request: its merge with the base, and as much history as was asked for.
    checkOut(into, depth) {
      git(into, 'init', '-q')
      git(into, 'remote', 'add', 'origin', `file://${bare}`)
      const refs = ['+refs/heads/*:refs/remotes/origin/*']
      git(into, 'fetch', '-q', ...(depth > 0 ? [`--depth=${depth}`] : []), 'origin', ...refs)
      if (depth > 0) git(into, 'checkout', '-q', '--detach', `origin/${branch}`)
      else {
        git(into, 'checkout', '-q', '--detach', 'origin/main')
        git(into, 'merge', '-q', '--no-ff', '-m', 'Merge the pull request', `origin/${branch}`)
      }
    },
    install(into) {
      const modules = join(into, 'node_modules')
      mkdirSync(dirname(modules), { recursive: true })
      symlinkSync(join(stack.folder, 'node_modules'), modules)
    },
  }
}

/** Replaces a text of a file that has to be there. */
export function edit(project: Project, path: string, from: string, to: string): void {
  const file = join(project.root, path)
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`Failed to edit ${path}: it does not say "${from}"`)
  writeFileSync(file, text.replace(from, to))
}
