import { relative } from 'node:path'
import { evaluateMatchRate } from '../core/analysis/thresholds.ts'
import { escapeTerminal } from '../core/report/escape.ts'
import { REPORT_FOLDER } from '../storage/report-file.ts'
import { learnCommand, recordCommand, shellQuote } from './record-command.ts'
import type { RunOptions } from './run-options.ts'
import { ReplayAssertionError } from './replay-assertion-error.ts'
import type { ReplayRun } from './run-types.ts'
import { sharedState, type TestContext } from './test-context.ts'

interface AssertedRun {
  options: RunOptions
  context: TestContext
}

/** Publishes a run's outcome and throws where its thresholds are not reached, or where the agent threw. */
export function assertRun(run: ReplayRun<unknown>, asserted: AssertedRun): ReplayRun<unknown> {
  const { options } = asserted
  const problems = options.thresholds === false ? [] : findProblems(run, options)
  const agentFailed = run.error !== undefined && !options.expectError
  const failed = problems.length > 0 || agentFailed
  run.settle({
    ...run.report,
    status: failed ? 'failed' : 'passed',
    error: problems[0] ?? run.report.error,
  })
  if (problems.length > 0) {
    throw new ReplayAssertionError(
      diagnose(run, problems, asserted),
      run,
      run.error === undefined ? undefined : { cause: run.error },
    )
  }
  if (agentFailed) throw run.error
  return run
}

function findProblems(run: ReplayRun<unknown>, options: RunOptions): string[] {
  const plugin = sharedState.file!.options.thresholds
  const min =
    (options.thresholds === false ? undefined : options.thresholds?.matchRate) ??
    plugin?.matchRate ??
    1
  const problems: string[] = []
  if (options.expectError && run.error === undefined) {
    problems.push('the agent was expected to throw (option "expectError"), and did not')
  }
  const rate = evaluateMatchRate(run, min)
  if (!rate.pass) problems.push(rate.message)
  if (options.budget) {
    const budget = run.evaluateBudget(options.budget)
    if (!budget.pass) problems.push(`over budget: ${budget.message}`)
  }
  return problems
}

function diagnose(run: ReplayRun<unknown>, problems: string[], { context }: AssertedRun): string {
  const { root } = sharedState.file!.options
  const what =
    run.mode === 'replay'
      ? `The replay of "${run.name}" does not match its recording`
      : `"${run.name}" was recorded, but its replay does not match: the agent does not do the same twice`
  return [
    `[vitest-replay] ${escapeTerminal(what)}: ${problems.join('; ')}.`,
    ...evidence(run),
    '',
    ...remedies(run, context, root),
  ].join('\n')
}

const MAX_BLOCKED = 3

/** What diverged, was blocked, changed around the run, and was thrown. */
function evidence(run: ReplayRun<unknown>): string[] {
  const blocked = run.blocked.map((message) => `blocked: ${escapeTerminal(message)}`)
  const { changedResources, error } = run.report
  return [
    run.explain(run.divergences),
    [
      ...blocked.slice(0, MAX_BLOCKED),
      ...(blocked.length > MAX_BLOCKED
        ? [`... and ${blocked.length - MAX_BLOCKED} more blocked`]
        : []),
    ],
    changedResources.length > 0
      ? [`changed resources: ${escapeTerminal(changedResources.join(', '))}`]
      : [],
    run.error === undefined ? [] : [`The agent threw: ${escapeTerminal(error ?? '')}`],
  ].flatMap((block) =>
    block.length === 0 ? [] : ['', ...block.map((line) => (line === '' ? '' : `  ${line}`))],
  )
}

/** What to do, as commands to copy. */
function remedies(run: ReplayRun<unknown>, context: TestContext, root: string): string[] {
  const cassette = relative(root, run.cassette)
  if (run.mode !== 'replay') {
    return [
      'Find what the agent reads that differs from call to call (the clock, random values, the order of answers).',
      `Cassette: ${escapeTerminal(cassette)}`,
    ]
  }
  const report = `${REPORT_FOLDER}/report.json#${run.runId}`
  const commands = {
    'If the change is wanted, record it again:': recordCommand(context, root, 'all'),
    'If it changes by itself, learn a rule for it:': learnCommand(context, root),
    'To see both sides:': `npx vitest-replay show ${shellQuote(cassette)} --against ${report}`,
  }
  return Object.entries(commands).flatMap(([when, command]) => [
    when,
    `  ${escapeTerminal(command)}`,
  ])
}
