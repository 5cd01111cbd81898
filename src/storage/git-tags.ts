import { gitFailed, runGit } from './git-command.ts'
import type { GitPlace } from './git-objects.ts'

/** A tag of a commit. */
export interface GitTag {
  name: string
  /** The date of the commit (ISO 8601), not that of the tag. */
  date: string
}

const FIELDS = ['refname:strip=2', 'objecttype', '*objecttype', 'committerdate', '*committerdate']

/** The tags that match one of git's patterns, by the date of their commits, the oldest first. */
export async function listTags({ cwd, attempted }: GitPlace, pattern: string): Promise<GitTag[]> {
  const format = FIELDS.map(
    (field) => `%(${field.endsWith('date') ? `${field}:iso-strict` : field})`,
  ).join('%00')
  const args = ['tag', '--list', `--format=${format}`, '--', pattern]
  const { code, stdout, stderr } = await runGit(cwd, args, attempted)
  if (code !== 0) throw gitFailed(attempted, stderr)
  const tags = stdout
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): GitTag[] => {
      const [name, type, tagged, date, taggedDate] = line.split('\0') as [
        string,
        ...(string | undefined)[],
      ]
      // A tag of a file or a tree is no release; an annotated one names its commit.
      if (type === 'commit') return [{ name, date: date! }]
      return tagged === 'commit' ? [{ name, date: taggedDate! }] : []
    })
  return tags.sort(
    (a, b) =>
      Date.parse(a.date) - Date.parse(b.date) ||
      a.name.localeCompare(b.name, 'en', { numeric: true }),
  )
}
