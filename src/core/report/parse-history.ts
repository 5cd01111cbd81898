import { ReplayError } from '../errors.ts'
import { parseJson } from '../json.ts'
import { HistoryEntrySchema, type HistoryEntry } from './comparison-schema.ts'

/**
 * Reads a `history.jsonl`: a line a release, returned with the oldest first. Of lines about the same release the last
 * one counts, as two branches may each have added one.
 *
 * @throws ReplayError `HISTORY_CORRUPT`, with the file and the line.
 */
export function parseHistory(text: string, from: { file: string }): HistoryEntry[] {
  const releases = new Map<string, HistoryEntry>()
  for (const [at, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue
    const entry = parseLine(line, { ...from, line: at + 1 })
    releases.set(entry.release, entry)
  }
  return sortHistory([...releases.values()])
}

/** Orders releases by their date, the oldest first. */
export function sortHistory(entries: readonly HistoryEntry[]): HistoryEntry[] {
  return [...entries].sort((a, b) => Date.parse(a.date) - Date.parse(b.date))
}

function parseLine(line: string, location: { file: string; line: number }): HistoryEntry {
  const data = parseJson(line)
  const parsed = HistoryEntrySchema.safeParse(data)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const isMerge = /^(<{7}|={7}|>{7}|\|{7})/.test(line)
  throw new ReplayError('HISTORY_CORRUPT', {
    attempted: `Failed to read the history ${location.file}`,
    reason: `line ${location.line}: ${
      isMerge
        ? 'it is the mark of a merge that was not resolved'
        : data === undefined
          ? 'it is not JSON'
          : `${issue!.path.join('.') || 'the whole'}: ${issue!.message}`
    }`,
    remedy: isMerge
      ? 'Keep the lines of both sides and delete the marks'
      : 'Restore the file from git, or delete the line and add the release again',
    location,
  })
}
