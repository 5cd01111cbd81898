import { plural } from '../../core/words/plural.ts'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { z } from 'zod'
import {
  analyseCassette,
  OFF_BY_DEFAULT,
  type StaticAnalysis,
} from '../../core/analysis/findings/find-static-findings.ts'
import { FindingTypeSchema, type FindingType } from '../../core/analysis/findings/schema.ts'
import { firstTakePath, takeOf } from '../../core/cassette/cassette-path.ts'
import { isChanged } from '../../core/cassette/checksum.ts'
import { parseCassette } from '../../core/cassette/parse.ts'
import { ReplayError } from '../../core/errors.ts'
import { option } from '../../core/options/option.ts'
import { findSecrets } from '../../core/redaction/index.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { describeStaticFinding } from '../../core/words/findings/describe-static-finding.ts'
import {
  findCassettes,
  isOrphan,
  missingFirstTake,
  testFileOf,
} from '../../storage/find-cassettes.ts'
import { readReport } from '../../storage/read-report.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { renderStaticFindings } from '../render/cassette/static-findings.ts'
import { readArguments, UsageError, type Command } from './command.ts'
import { jsonForLogs } from './json-for-logs.ts'

/** A problem of a cassette; a warning does not fail the check. */
interface Finding {
  path: string
  severity: 'error' | 'warning'
  message: string
}

/**
 * The result for one cassette: its problems, and the parts of its run that are not deterministic.
 */
interface Checked {
  path: string
  problems: Finding[]
  /** `null` for a file that cannot be read as a cassette. */
  analysis: StaticAnalysis | null
}

const FlagsSchema = z.strictObject({
  json: option(z.boolean(), 'Print the findings as JSON.'),
  enable: option(z.array(FindingTypeSchema), 'Types of static findings that are off by default.'),
})

/** Checks the cassettes below a folder. */
export const check: Command = {
  summary: 'check the cassettes below a folder: valid, complete, used, and without secrets',
  help: `Usage: vitest-replay check [folder] [--json] [--enable <type>]

Reads every cassette below the folder (by default the present one) and reports

  errors    files that cannot be read, interrupted recordings, secrets that were not redacted,
            requests without an answer, cassettes that no test uses (their test file is gone, or all of its tests ran and none
            read them), further takes without their first one
  warnings  recordings that were not verified or were changed since, cassettes that the last test run did not use, where
            it ran a part of the file's tests, what a failed recording left beside the cassette in place
  notices   values in requests that another run would not have (static findings), and a score
            predicted from them; they are no gate: measure with toBeDeterministic.
            Of several takes of a run only the first is searched for them

  --json           findings as JSON, with a recommendation for each
  --enable <type>  a type of static findings that is off by default: ${[...OFF_BY_DEFAULT].join(', ')}

Exit codes: 0 no errors, 1 errors, 2 wrong usage.
`,
  flags: [FlagsSchema],
  run(args) {
    const { values, positionals } = readArguments(args, FlagsSchema)
    const { enable = [] } = values
    if (positionals.length > 1) throw new UsageError('one folder at a time')
    const folder = resolve(positionals[0] ?? '.')
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      throw new ReplayError('FOLDER_MISSING', {
        attempted: `Failed to check ${folder}`,
        reason: 'it is not a folder',
        remedy: 'Pass the folder of a project, or none to check the present one',
      })
    }
    const used = usedCassettes(folder)
    const checked = findCassettes(folder).map((path) => checkCassette(path, used, enable))
    const findings = checked.flatMap(({ problems }) => problems)
    const errors = findings.filter((finding) => finding.severity === 'error').length
    process.stdout.write(
      values.json
        ? `${jsonForLogs({ cassettes: checked.length, findings, determinism: determinismOf(checked) }, 2)}\n`
        : render(checked, folder),
    )
    return errors > 0 ? 1 : 0
  },
}

function determinismOf(checked: Checked[]) {
  return checked.flatMap(({ path, analysis }) => {
    if (!analysis) return []
    const findings = analysis.findings.map(describeStaticFinding)
    return [{ path, findings, predictedScore: analysis.predictedScore }]
  })
}

function checkCassette(
  path: string,
  used: UsedCassettes | undefined,
  enable: FindingType[],
): Checked {
  const error = (message: string): Finding => ({ path, severity: 'error', message })
  const warning = (message: string): Finding => ({ path, severity: 'warning', message })
  if (path.endsWith('.previous'))
    return {
      path,
      problems: [
        warning(
          'left over from a recording that was interrupted twice; delete it when its answers are not needed',
        ),
      ],
      analysis: null,
    }
  const isLeft = path.endsWith('.recording') && existsSync(path.slice(0, -'.recording'.length))
  const text = readFileSync(path, 'utf8')
  const findings = findSecrets(text, { env: process.env }).map((secret) => {
    const line = text.slice(0, secret.index).split('\n').length
    return error(`line ${line} contains a possible secret (${secret.kind}): ${secret.excerpt}`)
  })
  let analysis: StaticAnalysis | null = null
  try {
    const cassette = parseCassette(text, { file: path })
    const { end, actions } = cassette
    // Only the first take is analysed, as it is the one that is replayed.
    if (takeOf(path) === 1) analysis = analyseCassette(cassette, { enable })
    for (const { index, name, request, response, error: failure } of actions)
      if (request && !response && !failure)
        findings.push(
          error(`action ${index} ("${name}") has no response and no error: nothing answers it`),
        )
    if (isLeft && !end)
      findings.push(
        warning(
          'left over from a recording that failed, beside the cassette that is in place; delete it, or delete the cassette and resume it with VITEST_REPLAY=new_episodes',
        ),
      )
    else if (!end)
      findings.push(
        error(
          `interrupted after ${plural(actions.length, 'action')}; resume it with VITEST_REPLAY=new_episodes`,
        ),
      )
    else if (path.endsWith('.recording'))
      findings.push(
        error(
          'recorded, but not put in place, as another of its takes is incomplete; resume with VITEST_REPLAY=new_episodes',
        ),
      )
    else if (isChanged(text))
      findings.push(
        warning(
          'changed since it was recorded: edited by hand, or merged; nothing has verified what it holds now',
        ),
      )
    else if (!end.verified)
      findings.push(
        warning('not verified: its replay after the recording diverged, or was skipped'),
      )
  } catch (problem) {
    findings.push(error((problem as Error).message))
  }
  const first = missingFirstTake(path)
  if (first) findings.push(error(`a take without its first one: ${first} is gone`))
  if (isLeft) return { path, problems: findings, analysis: null }
  if (isOrphan(path)) findings.push(error(`no test uses it: ${testFileOf(path)} is gone`))
  else {
    const use = used?.of(path)
    if (use === 'unused') findings.push(error('the last test run of its file did not use it'))
    if (use === 'unknown')
      findings.push(
        warning('the last test run, which ran a part of the tests of its file, did not use it'),
      )
  }
  return { path, problems: findings, analysis }
}

interface UsedCassettes {
  /** `unknown` where some tests of its file did not run. */
  of(path: string): 'used' | 'unused' | 'unknown'
}

/**
 * The cassettes that the last test run used, by its report; those of test files that it did not run
 * are not judged.
 */
function usedCassettes(folder: string): UsedCassettes | undefined {
  const file = join(folder, REPORT_FOLDER, 'report.json')
  if (!existsSync(file)) return undefined
  const { runs, partialFiles = [] } = readReport(file)
  const cassettes = new Set(runs.map((run) => resolve(folder, run.cassette)))
  const tests = new Set(runs.map((run) => resolve(folder, run.test.file)))
  const partial = new Set(partialFiles.map((path) => resolve(folder, path)))
  return {
    of(path) {
      const test = testFileOf(path) ?? ''
      if (cassettes.has(firstTakePath(path)) || !tests.has(test)) return 'used'
      return partial.has(test) ? 'unknown' : 'unused'
    },
  }
}

function render(checked: Checked[], folder: string): string {
  const lines: string[] = []
  for (const { path, problems, analysis } of checked) {
    const notices = analysis ? renderStaticFindings(analysis) : []
    if (problems.length === 0 && notices.length === 0) continue
    lines.push(relative(folder, path))
    for (const { severity, message } of problems) lines.push(`  ${severity}: ${message}`)
    for (const notice of notices) lines.push(`  ${notice}`)
  }
  const count = (severity: string) =>
    checked.flatMap(({ problems }) => problems).filter((one) => one.severity === severity).length
  const notices = checked.reduce((sum, { analysis }) => sum + (analysis?.findings.length ?? 0), 0)
  const totals = [
    plural(checked.length, 'cassette'),
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    ...(notices > 0 ? [plural(notices, 'notice')] : []),
  ]
  lines.push(totals.join(', '))
  return `${lines.map(escapeTerminal).join('\n')}\n`
}
