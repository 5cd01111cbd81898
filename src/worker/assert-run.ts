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
}

/** Publishes a run's outcome and throws where its thresholds are not reached, or where the agent threw. */
export function assertRun(run: ReplayRun<unknown>, asserted: AssertedRun): ReplayRun<unknown> {
  const { options } = asserted
  const problems = options.thresholds === false ? [] : findProblems(run, options)
  if (run.ranAway !== undefined) problems.unshift(run.ranAway)
  const agentFailed = run.error !== undefined && !options.expectError
  const ledger = asserted.context.misses.findLast(
    ({ messages, accepted }) => messages === run.blocked && messages.length > accepted,
  )
  const failed = problems.length > 0 || agentFailed || ledger !== undefined
  run.settle({
    ...run.report,
    status: failed ? 'failed' : 'passed',
    error: problems[0] ?? (ledger && !run.report.error ? ledger.messages[0]! : run.report.error),
  })
  // Shown at the end of the test: what the thresholds leave to the test, and what came after the agent's own error.
  const isLeft = problems.length === 0
  const cameLater = agentFailed && run.blockedBeforeError === 0
  if (ledger && isLeft)
    problems.push(evaluateMatchRate(withMisses(run), 0, ledger.accepted).message)
  const isThrown = !ledger || !(isLeft || cameLater)
  const diagnosis =
    problems.length === 0 ? undefined : describeFailure(run, problems, { asserted, isThrown })
  if (ledger && diagnosis) {
    ledger.error = diagnosis
    if (cameLater) ledger.errorsBefore = Infinity
  }
  if (diagnosis && isThrown) throw diagnosis
  if (agentFailed) throw run.error
  return run
}

function describeFailure(
  run: ReplayRun<unknown>,
  problems: string[],
  { asserted, isThrown }: { asserted: AssertedRun; isThrown: boolean },
): ReplayAssertionError {
  const hasCause = isThrown && run.error !== undefined && run.ranAway === undefined
  return new ReplayAssertionError(
    diagnose(run, problems, asserted),
    run,
    hasCause ? { cause: run.error } : undefined,
  )
}

/** A recording's misses are those of the replay that verified it. */
function withMisses(run: ReplayRun<unknown>): ReplayRun<unknown> {
  return { ...run, receipt: { ...run.receipt, blocked: run.blocked.length } }
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
  const accepted = (options.thresholds || undefined)?.blocked
  const rate = evaluateMatchRate(withMisses(run), min, accepted)
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
    ...(run.error === undefined || run.ranAway
      ? []
      : ['', `  The agent threw: ${escapeTerminal(run.report.error ?? '')}`]),
    '',
    run.ranAway
      ? 'Find why it does not stop before you record it again: live, it would go on at your cost.'
      : run.mode === 'replay'
        ? `If the change is wanted, record it again: ${escapeTerminal(recordCommand(context, root, 'all'))}`
        : 'Find what the agent reads that differs from call to call (the clock, random values, the order of answers).',
    `Cassette: ${relative(root, run.cassette)}`,
  ]
  return lines.join('\n')
}
