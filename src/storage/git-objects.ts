import { ReplayError } from '../core/errors.ts'
import { createByteReader } from './byte-reader.ts'
import { checkSize } from './cassette-text.ts'
import { closed, gitFailed, runGit, spawnGit } from './git-command.ts'

/** The folder that git runs in, and the operation that an error names. */
export interface GitPlace {
  /** The folder that paths are relative to. */
  cwd: string
  attempted: string
}

/** A file, symbolic link or submodule of a commit. */
export interface TreeEntry {
  kind: 'file' | 'symlink' | 'submodule'
  id: string
  /** Relative to the folder that was listed, with `/`. */
  path: string
}

/**
 * The full id of the commit that a ref names; `undefined` where there is none. A ref is untrusted:
 * it is never taken as an option.
 */
export async function resolveCommit(
  { cwd, attempted }: GitPlace,
  ref: string,
): Promise<string | undefined> {
  // Characters that no ref can contain; a NUL cannot even be passed to a process.
  if (ref === '' || ref.startsWith('-') || /[\u0000-\u0020\u007f]/.test(ref)) return undefined
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
  const { code, stdout } = await runGit(cwd, args, attempted)
  return code === 0 ? stdout.trim() : undefined
}

/**
 * The path of a folder within its repository (`packages/agent/`, empty at the top), and whether the
 * history is shallow.
 */
export async function readRepository({
  cwd,
  attempted,
}: GitPlace): Promise<{ prefix: string; isShallow: boolean }> {
  const args = ['rev-parse', '--is-shallow-repository', '--show-prefix']
  const { code, stdout, stderr } = await runGit(cwd, args, attempted)
  if (code !== 0) throw gitFailed(attempted, stderr)
  const [shallow, ...prefix] = stdout.replace(/\n$/, '').split('\n')
  return { prefix: prefix.join('\n'), isShallow: shallow === 'true' }
}

/**
 * All entries below a folder of a commit, which is relative to the repository's top; `undefined`
 * where the commit lacks the folder.
 */
export async function listTree(
  { cwd, attempted }: GitPlace,
  commit: string,
  folder: string,
): Promise<TreeEntry[] | undefined> {
  const name = `${commit}:${folder.replace(/\/+$/, '')}`
  const found = await runGit(cwd, ['rev-parse', '--verify', '--quiet', name], attempted)
  if (found.code !== 0) return undefined
  const args = ['ls-tree', '-r', '-z', '--full-tree', found.stdout.trim()]
  const { code, stdout, stderr } = await runGit(cwd, args, attempted)
  if (code !== 0) throw gitFailed(attempted, stderr)
  return stdout
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [facts, ...path] = line.split('\t')
      const [mode, , id] = facts!.split(' ')
      const kind = mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file'
      return { kind, id: id!, path: path.join('\t') }
    })
}

/**
 * Reads files by their ids, in order, through one git process; nothing is checked out or written.
 */
export async function* readBlobs(
  { cwd, attempted }: GitPlace,
  entries: readonly TreeEntry[],
): AsyncGenerator<{ entry: TreeEntry; bytes: Buffer }> {
  if (entries.length === 0) return
  const child = spawnGit(cwd, ['cat-file', '--batch'])
  const end = closed(child, attempted)
  // Awaited below, unless the consumer stops earlier.
  end.catch(() => {})
  let errors = ''
  child.stderr.on('data', (data: Buffer) => (errors += data.toString('utf8')))
  child.stdin.on('error', () => {})
  child.stdin.end(entries.map(({ id }) => `${id}\n`).join(''))
  const reader = createByteReader(child.stdout)
  try {
    for (const entry of entries) {
      const head = await reader.line()
      if (head === undefined) {
        await end
        throw gitFailed(attempted, errors)
      }
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(head)?.[1]
      if (size === undefined) throw objectMissing(attempted, entry)
      checkSize(entry.path, Number(size))
      const bytes = await reader.bytes(Number(size))
      if (bytes.length < Number(size)) throw gitFailed(attempted, errors)
      await reader.bytes(1)
      yield { entry, bytes }
    }
    await end
  } finally {
    child.kill()
  }
}

function objectMissing(attempted: string, { path }: TreeEntry): ReplayError {
  return new ReplayError('GIT_OBJECT_MISSING', {
    attempted,
    reason: `the repository lacks the contents of ${path}`,
    remedy: 'Fetch them with: git fetch --refetch',
    location: { file: path },
  })
}
