import { ReplayError } from '../errors.ts'
import { isJsonObject, isTooDeep, MAX_JSON_DEPTH, type JsonValue } from '../json.ts'
import { createRedactor } from '../redaction/index.ts'
import { liftReport } from './lift-report.ts'
import { ReplayReportSchema, REPORT_VERSION, RunReportSchema, type ReplayReport } from './schema.ts'

/** A body of the deepest kind, and what is around it in a report. */
const MAX_REPORT_DEPTH = MAX_JSON_DEPTH + 100

/**
 * Reads a `report.json`.
 *
 * @example
 * const report = parseReport(readFileSync('.vitest-replay/report.json', 'utf8'), { file: 'report.json' })
 *
 * @throws ReplayError `REPORT_CORRUPT` or `REPORT_NEWER`, with the file and the field.
 */
export function parseReport(text: string, from: { file: string }): ReplayReport {
  const attempted = `Failed to read the report ${from.file}`
  let data: JsonValue
  try {
    data = JSON.parse(text.replace(/^\ufeff/, '')) as JsonValue
  } catch (error) {
    throw new ReplayError(
      'REPORT_CORRUPT',
      {
        attempted,
        reason: `it is not JSON (${(error as Error).message})`,
        remedy: 'Run the tests again to write it anew',
        location: from,
      },
      { cause: error },
    )
  }
  if (isTooDeep(text, MAX_REPORT_DEPTH))
    throw new ReplayError('REPORT_CORRUPT', {
      attempted,
      reason: `it is nested deeper than ${MAX_REPORT_DEPTH} levels`,
      remedy: 'Run the tests again to write it anew',
      location: from,
    })
  const version = (data as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > REPORT_VERSION) {
    throw new ReplayError('REPORT_NEWER', {
      attempted,
      reason: `it has version ${version}, and this vitest-replay knows ${REPORT_VERSION}`,
      remedy: 'Upgrade vitest-replay',
      location: { ...from, field: 'version' },
    })
  }
  if (isOfFirstVersion(data)) data = createRedactor({}).json(data)
  liftReport(data)
  const issue = findIssue(data)
  if (!issue) return data as unknown as ReplayReport
  const field = issue.path.join('.') || 'the whole'
  throw new ReplayError('REPORT_CORRUPT', {
    attempted,
    reason: `${field}: ${issue.message}`,
    remedy: 'It is not a report of this version of vitest-replay; run the tests again',
    location: { ...from, field },
  })
}

/** Returns `true` for a report of 0.1.0, which knew fewer forms of secrets. */
function isOfFirstVersion(data: JsonValue): boolean {
  return isJsonObject(data) && isJsonObject(data['totals']) && !('mismatched' in data['totals'])
}

/**
 * The first thing that is wrong with a report.
 *
 * @note Run by run, and the contents, which may be anything, by themselves: the schema copies what it checks, and a copy of
 * ten thousand runs would double the memory and take half a second.
 */
function findIssue(data: unknown): { path: PropertyKey[]; message: string } | undefined {
  const { runs, contents, ...rest } = (data ?? {}) as Partial<ReplayReport>
  const isRecord = isJsonObject(contents as JsonValue)
  const whole = Array.isArray(runs)
    ? { ...rest, runs: [], contents: isRecord ? {} : contents }
    : data
  const issue = ReplayReportSchema.safeParse(whole).error?.issues[0]
  if (issue || !Array.isArray(runs)) return issue
  for (const [at, run] of runs.entries()) {
    const found = RunReportSchema.safeParse(run).error?.issues[0]
    if (found) return { path: ['runs', at, ...found.path], message: found.message }
  }
  return undefined
}
