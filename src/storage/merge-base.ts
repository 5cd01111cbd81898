import { ReplayError } from '../core/errors.ts'
import { shellQuote } from '../core/words/test-command.ts'
import { gitFailed, runGit } from './git-command.ts'
import { readRepository, resolveCommit, type GitPlace } from './git-objects.ts'

/** The commit at which a branch left the default branch. */
export interface MergeBase {
  commit: string
  /** The name of the default branch in this clone: `origin/main`. */
  branch: string
  /** `true` if that is the present commit itself: only uncommitted changes differ. */
  isHead: boolean
}

const BRANCHES = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
]

/**
 * Finds the commit at which the present branch left the default branch; in a pull request on
 * GitHub, its target branch.
 */
export async function findMergeBase(
  place: GitPlace,
  env: NodeJS.ProcessEnv = process.env,
): Promise<MergeBase> {
  const { cwd, attempted } = place
  const { isShallow } = await readRepository(place)
  const head = await resolveCommit(place, 'HEAD')
  if (head === undefined)
    throw new ReplayError('GIT_REF_MISSING', {
      attempted,
      reason: 'the repository has no commit yet',
      remedy: 'Commit the cassettes first, or name two sides: vitest-replay compare <base> <head>',
    })
  const target = env['GITHUB_BASE_REF']
  const names = target ? [`refs/remotes/origin/${target}`, `refs/heads/${target}`] : BRANCHES
  const found = await findBranch(place, names)
  if (!found) throw branchMissing(attempted, target, isShallow)
  const { code, stdout, stderr } = await runGit(cwd, ['merge-base', head, found.commit], attempted)
  // git's exit code for "no merge base".
  if (code !== 0 && code !== 1) throw gitFailed(attempted, stderr)
  const commit = stdout.trim()
  if (commit === '') throw baseMissing(attempted, found.branch, isShallow)
  return { commit, branch: found.branch, isHead: commit === head }
}

async function findBranch(place: GitPlace, names: readonly string[]) {
  for (const name of names) {
    const commit = await resolveCommit(place, name)
    if (commit === undefined) continue
    const { stdout } = await runGit(
      place.cwd,
      ['rev-parse', '--abbrev-ref', '--end-of-options', name],
      place.attempted,
    )
    const branch = stdout.split('\n').find((line) => line !== '' && !line.startsWith('--end'))
    return { commit, branch: branch ?? name.replace(/^refs\/(heads|remotes)\//, '') }
  }
  return undefined
}

const DEEPEN = 'git fetch --unshallow, in GitHub Actions actions/checkout with "fetch-depth: 0"'

function branchMissing(
  attempted: string,
  target: string | undefined,
  isShallow: boolean,
): ReplayError {
  return new ReplayError('GIT_REF_MISSING', {
    attempted,
    reason: target
      ? `the clone does not have the branch "${target}" that the pull request goes to`
      : 'there is no origin/HEAD, origin/main, origin/master, main or master to compare with',
    remedy: target
      ? `Fetch it: git fetch origin ${shellQuote(`+${target}:refs/remotes/origin/${target}`)}, in GitHub Actions actions/checkout with "fetch-depth: 0"`
      : isShallow
        ? `Fetch them with their history: git fetch --unshallow origin "+refs/heads/*:refs/remotes/origin/*", in GitHub Actions actions/checkout with "fetch-depth: 0"`
        : 'Name the base: vitest-replay compare git:<ref>',
  })
}

function baseMissing(attempted: string, branch: string, isShallow: boolean): ReplayError {
  return new ReplayError(isShallow ? 'GIT_SHALLOW' : 'GIT_REF_MISSING', {
    attempted,
    reason: isShallow
      ? `the clone is shallow, and its history does not reach the commit where the branch left ${branch}`
      : `HEAD and ${branch} have no commit in common`,
    remedy: isShallow
      ? `Fetch the whole history: ${DEEPEN}`
      : 'Name the base: vitest-replay compare git:<ref>',
  })
}
