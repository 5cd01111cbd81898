import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { WorkerOptions } from '../../protocol/options.ts'
import { repositoryOf } from '../../storage/repository-of.ts'

type StoreOptions = NonNullable<WorkerOptions['store']>

/** The facts of a test run that each of its executions is kept with. */
export type SessionFacts = Omit<StoreOptions, 'live' | 'project'>

/** Reads what each execution of a test run is kept with: its release, commit and job. */
export function readSessionFacts(
  root: string,
  env: Record<string, string | undefined>,
  release: string | undefined,
): SessionFacts {
  const packageVersion = versionIn(root)
  const sha = readHead(root) ?? env['GITHUB_SHA']
  const named = [packageVersion, sha?.slice(0, 7)].filter((part) => part !== undefined).join('+')
  const known = release ?? (named || undefined)
  const ciJob = ciJobOf(env)
  return {
    session: randomUUID(),
    ...(known === undefined ? {} : { release: known }),
    ...(packageVersion === undefined ? {} : { packageVersion }),
    ...(sha === undefined ? {} : { sha }),
    ...(ciJob === undefined ? {} : { ciJob }),
  }
}

/** The variables that name a job, by provider: the first that are all set are joined. */
const JOBS: ReadonlyArray<readonly string[]> = [
  ['GITHUB_RUN_ID', 'GITHUB_JOB'],
  ['GITHUB_RUN_ID'],
  ['CI_JOB_ID'],
  ['CIRCLE_WORKFLOW_JOB_ID'],
  ['CIRCLE_BUILD_NUM'],
  ['BUILDKITE_JOB_ID'],
  ['BUILD_TAG'],
  ['SYSTEM_JOBID'],
  ['BITBUCKET_STEP_UUID'],
]

function ciJobOf(env: Record<string, string | undefined>): string | undefined {
  const names = JOBS.find((group) => group.every((name) => env[name]))
  return names?.map((name) => env[name]!).join('/')
}

/** The version of the nearest `package.json`. */
function versionIn(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json')
    if (existsSync(file)) return readVersion(file)
    if (dirname(at) === at) return undefined
  }
}

function readVersion(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}

/**
 * The commit that is checked out, as the files of git have it: a process of git takes longer than everything else here.
 *
 * @see https://git-scm.com/docs/gitrepository-layout
 */
export function readHead(folder: string): string | undefined {
  const repository = repositoryOf(folder)
  if (repository === undefined) return undefined
  try {
    const own = gitFolder(join(repository, '.git'))
    const head = readFileSync(join(own, 'HEAD'), 'utf8').trim()
    const name = /^ref: (.+)$/.exec(head)?.[1]
    if (name === undefined) return shaIn(head)
    const common = commonFolder(own)
    const loose = [own, common].map((place) => join(place, name)).find((file) => existsSync(file))
    if (loose !== undefined) return shaIn(readFileSync(loose, 'utf8'))
    const packed = readFileSync(join(common, 'packed-refs'), 'utf8')
    const line = packed.split('\n').find((one) => one.endsWith(` ${name}`))
    return line === undefined ? undefined : shaIn(line.slice(0, line.indexOf(' ')))
  } catch {
    // A repository without a commit, or in a form that is not known.
    return undefined
  }
}

function shaIn(text: string): string | undefined {
  return /^[0-9a-f]{40,64}$/.exec(text.trim())?.[0]
}

/** In a worktree, `.git` is a file that names the folder. */
function gitFolder(path: string): string {
  if (statSync(path).isDirectory()) return path
  const named = readFileSync(path, 'utf8')
    .replace(/^gitdir: /, '')
    .trim()
  return isAbsolute(named) ? named : join(dirname(path), named)
}

function commonFolder(own: string): string {
  const file = join(own, 'commondir')
  return existsSync(file) ? join(own, readFileSync(file, 'utf8').trim()) : own
}
