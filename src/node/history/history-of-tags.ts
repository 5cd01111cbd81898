import { plural } from '../../core/words/plural.ts'
import { historyEntry } from '../../core/comparison/gate/history-entry.ts'
import type { HistoryEntry } from '../../core/report/comparison-schema.ts'
import { ReplayError } from '../../core/errors.ts'
import { listTags, type GitTag } from '../../storage/git-tags.ts'
import { readGit } from '../compare/read-git.ts'
import type { ShownHistory } from '../render/history/history.ts'

/**
 * Reads the history out of git: the committed cassettes and report of each tag, whether or not a
 * history was kept. A tag without any is left out, and named.
 *
 * @throws ReplayError `HISTORY_NO_TAGS`, or what makes the cassettes of a tag unreadable.
 */
export async function historyOfTags(
  cwd: string,
  { pattern, last, onTag }: { pattern: string; last: number; onTag(tag: string): void },
): Promise<ShownHistory> {
  const attempted = 'Failed to read the history from the tags'
  const tags = await listTags({ cwd, attempted }, pattern)
  if (tags.length === 0) throw noTags(attempted, pattern)
  const entries: HistoryEntry[] = []
  const bare: string[] = []
  for (const { name, date } of tags.slice(-last)) {
    onTag(name)
    const side = await readGit(`refs/tags/${name}`, { cwd, label: name })
    if (side.runs.length === 0) bare.push(name)
    else entries.push(historyEntry({ ...side, release: name }, date))
  }
  return { entries, earlier: Math.max(0, tags.length - last), notes: bareNote(bare) }
}

function bareNote(names: readonly GitTag['name'][]): string[] {
  if (names.length === 0) return []
  const tags = plural(names.length, 'tag has', 'tags have')
  const rest = names.length > 5 ? `, and ${names.length - 5} more` : ''
  return [`${tags} no cassettes and no report: ${names.slice(0, 5).join(', ')}${rest}`]
}

function noTags(attempted: string, pattern: string): ReplayError {
  return new ReplayError('HISTORY_NO_TAGS', {
    attempted,
    reason:
      pattern === '*'
        ? 'this clone has no tags of commits'
        : `no tag of a commit matches "${pattern}"`,
    remedy:
      'Fetch them (git fetch --tags, in GitHub Actions actions/checkout with "fetch-depth: 0"), or keep a history with: vitest-replay history add',
  })
}
