import { posix } from 'node:path'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { ReplayError } from '../../core/errors.ts'
import { shellQuote } from '../../core/words/test-command.ts'
import { parseReport } from '../../core/report/parse-report.ts'
import type { ReplayReport } from '../../core/report/schema.ts'
import { isCassettePath } from '../../storage/find-cassettes.ts'
import {
  listTree,
  readBlobs,
  readRepository,
  resolveCommit,
  type GitPlace,
  type TreeEntry,
} from '../../storage/git-objects.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { buildSide, type ReadRelease } from './build-side.ts'
import type { OnProgress } from './read-folder.ts'
import { addFile, type SideContents } from './side-contents.ts'

interface GitOptions {
  cwd: string
  /** The name of the side, where it is not its ref. */
  label?: string
  onProgress?: OnProgress | undefined
}

const REPORT = `${REPORT_FOLDER}/report.json`

/**
 * Reads the cassettes and the report of a commit, from the folder where the command runs, or in
 * another one: `git:<ref>:<folder from the top>`. Straight from git's objects: nothing is checked
 * out or written.
 */
export async function readGit(
  spec: string,
  { cwd, label = `git:${spec}`, onProgress }: GitOptions,
): Promise<ReadRelease> {
  const [ref, folder] = splitSpec(spec)
  const place = { cwd, attempted: `Failed to read git:${escapeTerminal(spec)}` }
  const { prefix, isShallow } = await readRepository(place)
  const commit = await resolveCommit(place, ref)
  if (commit === undefined) throw refMissing(place, ref, isShallow)
  const entries = await listTree(place, commit, folder ?? prefix)
  const shownAt = (path: string) =>
    `${ref}:${folder ? `${folder.replace(/\/+$/, '')}/` : prefix}${path}`
  const files = (entries ?? []).filter(({ path }) => path === REPORT || isCassettePath(path))
  for (const file of files) refuseOthers(file, shownAt(file.path))
  const submodules = (entries ?? []).filter(({ kind }) => kind === 'submodule')
  for (const { path } of submodules)
    if (path.split('/').includes('__cassettes__')) throw inSubmodule(shownAt(path))

  const known = new Set((entries ?? []).map(({ path }) => path))
  const isBeyond = (path: string) =>
    path.startsWith('../') || submodules.some((submodule) => path.startsWith(`${submodule.path}/`))
  const contents: SideContents = { cassettes: [], interrupted: [] }
  let report: ReplayReport | null = null
  let done = 0
  for await (const { entry, bytes } of readBlobs(place, files)) {
    const shown = shownAt(entry.path)
    if (entry.path === REPORT) report = parseReport(bytes.toString('utf8'), { file: shown })
    else addFile(contents, { path: entry.path, shown, bytes, lfsRemedy: lfsRemedy(ref) })
    onProgress?.(++done, files.length)
  }
  return buildSide({
    label,
    commit,
    contents,
    report,
    isGone: () => true,
    hasTest: ({ test }) => isBeyond(test.file) || known.has(test.file),
    notes: [
      ...(entries === undefined ? [`the commit does not have the folder ${folder ?? prefix}`] : []),
      ...submodules.map(({ path }) => `the submodule ${path} was not looked into`),
    ],
  })
}

/** A ref has no colon. */
function splitSpec(spec: string): [string, string?] {
  const colon = spec.indexOf(':')
  if (colon === -1) return [spec]
  // git accepts only the canonical path: not ./packages/agent or packages//agent.
  return [spec.slice(0, colon), posix.join('/', spec.slice(colon + 1)).slice(1)]
}

function refuseOthers({ kind }: TreeEntry, shown: string): void {
  if (kind === 'file') return
  if (kind === 'submodule') throw inSubmodule(shown)
  throw new ReplayError('GIT_NOT_A_FILE', {
    attempted: `Failed to read ${shown}`,
    reason: 'it is a symbolic link, whose target need not be of the same commit',
    remedy: 'Commit the cassette itself, or compare folders: git worktree add <folder> <ref>',
    location: { file: shown },
  })
}

function inSubmodule(shown: string): ReplayError {
  return new ReplayError('GIT_NOT_A_FILE', {
    attempted: `Failed to read ${shown}`,
    reason: 'it is a submodule: its files are in another repository',
    remedy: 'Run the comparison in the submodule, or compare folders',
    location: { file: shown },
  })
}

function lfsRemedy(ref: string): string {
  return `Check it out with its contents and compare folders: git worktree add ../base ${shellQuote(ref)}, then vitest-replay compare ../base`
}

function refMissing({ attempted }: GitPlace, ref: string, isShallow: boolean): ReplayError {
  return new ReplayError('GIT_REF_MISSING', {
    attempted,
    reason: `there is no commit "${escapeTerminal(ref)}" in this clone`,
    remedy: isShallow
      ? 'The clone is shallow: fetch the rest with git fetch --unshallow, in GitHub Actions actions/checkout with "fetch-depth: 0"'
      : 'Fetch it (git fetch origin --tags), or name another one; git branch -a and git tag list them',
  })
}
