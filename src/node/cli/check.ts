import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseCassette } from '../../core/cassette/parse.ts'
import { ReplayError } from '../../core/errors.ts'
import { findSecrets } from '../../core/redaction/index.ts'
import { escapeTerminal } from '../../core/report/escape.ts'
import { ReplayReportSchema } from '../../core/report/schema.ts'
import { findCassettes, isOrphan, testFileOf } from '../../storage/find-cassettes.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { readArguments, UsageError, type Command } from './command.ts'

/** What is wrong with a cassette; a warning does not fail the check. */
interface Finding {
  path: string
  severity: 'error' | 'warning'
  message: string
}

/** Checks the cassettes below a folder. */
export const check: Command = {
  summary: 'check the cassettes below a folder: valid, complete, used, and without secrets',
  help: `Usage: vitest-replay check [folder] [--json]

Reads every cassette below the folder (by default the present one) and reports

  errors    files that cannot be read, interrupted recordings, secrets that were not redacted,
            cassettes whose test file is gone
  warnings  recordings that were not verified, cassettes that the last test run did not use

  --json    findings as JSON

Exit codes: 0 no errors, 1 errors, 2 wrong usage.
`,
  run(args) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } })
    if (positionals.length > 1) throw new UsageError('one folder at a time')
    const folder = resolve(positionals[0] ?? '.')
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      throw new ReplayError('FOLDER_MISSING', {
        attempted: `Failed to check ${folder}`,
        reason: 'it is no folder',
        remedy: 'Give the folder of a project, or leave it out to check the present one',
      })
    }
    const cassettes = findCassettes(folder)
    const used = usedCassettes(folder)
    const findings = cassettes.flatMap((path) => checkCassette(path, used))
    const errors = findings.filter((finding) => finding.severity === 'error').length
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ cassettes: cassettes.length, findings }, null, 2)}\n`
        : render(cassettes, findings, folder),
    )
    return errors > 0 ? 1 : 0
  },
}

function checkCassette(path: string, used: UsedCassettes | undefined): Finding[] {
  const error = (message: string): Finding => ({ path, severity: 'error', message })
  const warning = (message: string): Finding => ({ path, severity: 'warning', message })
  if (path.endsWith('.previous'))
    return [
      warning(
        'left over from a recording that was interrupted twice; delete it when its answers are not needed',
      ),
    ]
  const text = readFileSync(path, 'utf8')
  const findings = findSecrets(text, { env: process.env }).map((secret) => {
    const line = text.slice(0, secret.index).split('\n').length
    return error(`line ${line} holds what looks like a secret (${secret.kind}): ${secret.excerpt}`)
  })
  try {
    const { end, actions } = parseCassette(text, { file: path })
    if (!end)
      findings.push(
        error(
          `interrupted after ${actions.length} actions; resume it with VITEST_REPLAY=new_episodes`,
        ),
      )
    else if (!end.verified)
      findings.push(
        warning('not verified: its replay did not agree when it was recorded, or was left out'),
      )
  } catch (problem) {
    findings.push(error((problem as Error).message))
  }
  if (isOrphan(path)) findings.push(error(`no test uses it: ${testFileOf(path)} is gone`))
  else if (used && !used.isUsed(path))
    findings.push(warning('the last test run of its file did not use it'))
  return findings
}

interface UsedCassettes {
  isUsed(path: string): boolean
}

/** What the last test run used, by its report; a file that it did not run is not judged. */
function usedCassettes(folder: string): UsedCassettes | undefined {
  const file = join(folder, REPORT_FOLDER, 'report.json')
  if (!existsSync(file)) return undefined
  const report = ReplayReportSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!report.success) return undefined
  const cassettes = new Set(report.data.runs.map((run) => resolve(folder, run.cassette)))
  const tests = new Set(report.data.runs.map((run) => resolve(folder, run.test.file)))
  return { isUsed: (path) => cassettes.has(path) || !tests.has(testFileOf(path) ?? '') }
}

function render(cassettes: string[], findings: Finding[], folder: string): string {
  const lines: string[] = []
  for (const path of cassettes) {
    const own = findings.filter((finding) => finding.path === path)
    if (own.length === 0) continue
    lines.push(relative(folder, path))
    for (const { severity, message } of own) lines.push(`  ${severity}: ${message}`)
  }
  const count = (severity: string) =>
    findings.filter((finding) => finding.severity === severity).length
  lines.push(
    `${plural(cassettes.length, 'cassette')}, ${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}`,
  )
  return `${lines.map(escapeTerminal).join('\n')}\n`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
