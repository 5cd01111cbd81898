import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** For this call alone: nothing is taken from, or written to, the settings of whoever runs the tests. */
const SETTINGS = [
  'user.name=test',
  'user.email=test@example.com',
  'commit.gpgsign=false',
  'protocol.file.allow=always',
]

/** A real repository in a folder of its own. */
export interface Repository {
  folder: string
  /** Runs git in it, as nobody in particular; returns what it prints. */
  git(...args: string[]): string
  write(path: string, text: string | Uint8Array): void
  /** Commits all there is; returns the id. */
  commit(message?: string): string
}

/** Makes a folder a repository, with the branch `main`. */
export function createRepository(folder = temporaryFolder()): Repository {
  const repository = openRepository(folder)
  repository.git('init', '--quiet', '--initial-branch=main')
  return repository
}

export function openRepository(folder: string): Repository {
  const git = (...args: string[]) =>
    execFileSync('git', [...SETTINGS.flatMap((setting) => ['-c', setting]), ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    }).trim()
  return {
    folder,
    git,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    },
    commit(message = 'a commit') {
      git('add', '--all', '--force')
      git('commit', '--quiet', '--allow-empty', '--message', message)
      return git('rev-parse', 'HEAD')
    },
  }
}
