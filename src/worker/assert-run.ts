import { relative } from 'node:path'
import { evaluateMatchRate } from '../core/analysis/thresholds.ts'
import { escapeTerminal } from '../core/report/escape.ts'
import { renderDivergences } from '../core/report/render-divergences.ts'
import { recordCommand } from './record-command.ts'
import type { RunOptions } from './run-options.ts'
import { ReplayAssertionError } from './replay-assertion-error.ts'
import type { ReplayRun } from './run-types.ts'
import { sharedState, type TestContext } from './test-context.ts'

interface AssertedRun {
  options: RunOptions
  context: TestContext
  learns: boolean
}

/** Publishes a run's outcome and throws where its thresholds are not reached, or where the agent threw. */
export function assertRun(run: ReplayRun<unknown>, asserted: AssertedRun): ReplayRun<unknown> {
  const { options } = asserted
  const problems = options.thresholds === false || asserted.learns ? [] : findProblems(run, options)
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
  const lines = [
    `[vitest-replay] ${escapeTerminal(what)}: ${problems.join('; ')}.`,
    '',
    ...renderDivergences(run.divergences).map((line) => `  ${line}`),
    ...run.blocked.slice(0, 5).map((message) => `  blocked: ${escapeTerminal(message)}`),
    ...(run.blocked.length > 5 ? [`  ... and ${run.blocked.length - 5} more blocked`] : []),
    ...(run.report.changedResources.length > 0
      ? [`  changed resources: ${escapeTerminal(run.report.changedResources.join(', '))}`]
      : []),
    ...(run.error === undefined
      ? []
      : ['', `  The agent threw: ${escapeTerminal(run.report.error ?? '')}`]),
    '',
    run.mode === 'replay'
      ? `If the change is wanted, record it again: ${escapeTerminal(recordCommand(context, root, 'all'))}`
      : 'Find what the agent reads that differs from call to call (the clock, random values, the order of answers).',
    `Cassette: ${relative(root, run.cassette)}`,
  ]
  return lines.join('\n')
}
