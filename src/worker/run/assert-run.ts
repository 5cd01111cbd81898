import { join } from 'node:path'
import { evaluateMatchRate } from '../../core/analysis/thresholds.ts'
import { evaluateDeterminism } from '../../core/analysis/determinism/score.ts'
import { renderDeterminismScore, renderMatchRate } from '../../core/words/render-thresholds.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { renderThrown } from '../../core/words/diagnosis/render-thrown.ts'
import { stricterRules } from '../../core/words/stricter-rules.ts'
import { renderDeterminism } from '../../core/words/render-determinism.ts'
import { REPORT_FOLDER } from '../../storage/report-file.ts'
import { wantedScore } from '../determinism/measure-run.ts'
import { shellQuote } from '../../core/words/test-command.ts'
import { fromStart, learnCommand, recordCommand, seedCommand } from '../prepare/record-command.ts'
import type { ServedErrors } from '../prepare/served-errors.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import { explainState } from './explain-state.ts'
import { explainUnverified } from './explain-unverified.ts'
import { ReplayAssertionError } from './replay-assertion-error.ts'
import type { RunFailure } from '../../core/report/cause-schema.ts'
import type { ReplayRun } from '../report/run-types.ts'
import { sharedState, type TestContext } from '../context/test-context.ts'

interface AssertedRun {
  options: RunOptions
  context: TestContext
  learns: boolean
  errors?: ServedErrors
  /** A further take of a recording: its cost and its end are data, and fail nothing. */
  take?: number
}

/** Publishes a run's outcome and throws where its thresholds are not reached, or where the agent threw. */
export function assertRun(run: ReplayRun<unknown>, asserted: AssertedRun): ReplayRun<unknown> {
  const { options } = asserted
  const failures =
    options.thresholds === false || asserted.learns ? [] : findFailures(run, asserted)
  if (run.ranAway !== undefined) failures.unshift({ code: 'ran_away', statement: run.ranAway })
  const problems = failures.map(({ statement }) => statement)
  const isData = asserted.take !== undefined
  const agentFailed = run.error !== undefined && !options.expectError && !isData
  const ledger = asserted.context.misses.findLast(
    ({ messages, accepted }) => messages === run.blocked && messages.length > accepted,
  )
  const { unended } = run
  const failed = problems.length > 0 || agentFailed || ledger !== undefined || unended !== undefined
  run.publish({
    ...run.report,
    status: failed ? 'failed' : 'passed',
    error:
      problems[0] ??
      unended?.message ??
      (ledger && !run.report.error ? ledger.messages[0]! : run.report.error),
    ...(failures.length > 0 && { failures }),
  })
  // Shown at the end of the test: what the thresholds leave to the test, and what came after the agent's own error.
  const isLeft = problems.length === 0
  const cameLater = agentFailed && run.blockedBeforeError === 0
  if (ledger && isLeft)
    problems.push(renderMatchRate(evaluateMatchRate(withMisses(run), 0, ledger.accepted)))
  const isThrown = !ledger || !(isLeft || cameLater)
  const diagnosis =
    problems.length === 0 ? undefined : describeFailure(run, problems, { asserted, isThrown })
  if (ledger && diagnosis) {
    ledger.error = diagnosis
    if (cameLater) ledger.errorsBefore = Infinity
  }
  if (diagnosis && isThrown) throw diagnosis
  if (unended) throw unended
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

function findFailures(run: ReplayRun<unknown>, { options, take }: AssertedRun): RunFailure[] {
  const plugin = sharedState.file!.options.thresholds
  const min =
    (options.thresholds === false ? undefined : options.thresholds?.matchRate) ??
    plugin?.matchRate ??
    1
  const failures: RunFailure[] = []
  if (take === undefined && options.expectError && run.error === undefined) {
    failures.push({
      code: 'no_error',
      statement: 'the agent was expected to throw (option "expectError"), and did not',
    })
  }
  const accepted = (options.thresholds || undefined)?.blocked
  const rate = evaluateMatchRate(withMisses(run), min, accepted)
  if (!rate.pass) failures.push({ code: 'match_rate', statement: renderMatchRate(rate) })
  if (take !== undefined) return failures
  const wanted = wantedScore({ options })
  if (wanted !== undefined) {
    const score = evaluateDeterminism(run.determinism, wanted)
    if (!score.pass)
      failures.push({ code: 'determinism', statement: renderDeterminismScore(score) })
  }
  if (options.budget) {
    const budget = run.evaluateBudget(options.budget)
    if (!budget.pass) failures.push({ code: 'budget', statement: `over budget: ${budget.message}` })
  }
  return failures
}

function diagnose(run: ReplayRun<unknown>, problems: string[], asserted: AssertedRun): string {
  const { context, take } = asserted
  const isAlike = run.divergences.length === 0 && run.blocked.length === 0
  const name = take === undefined ? `"${run.name}"` : `"${run.name}" (take ${take})`
  const what =
    isAlike && run.determinism
      ? `${name} does not do the same in a further replay under other conditions`
      : run.mode === 'replay'
        ? `The replay of "${run.name}" does not match its recording`
        : `${name} was recorded, but its replay does not match: the agent does not do the same twice`
  return [
    `[vitest-replay] ${escapeTerminal(what)}: ${problems.join('; ')}.`,
    ...evidence(run, asserted),
    '',
    ...remedies(run, context),
  ].join('\n')
}

const MAX_BLOCKED = 3

/** Lists what diverged, was blocked, changed around the run, and was thrown. */
function evidence(run: ReplayRun<unknown>, { errors }: AssertedRun): string[] {
  const blocked = countEach(run.blocked).map(
    ([message, times]) =>
      `blocked${times > 1 ? ` ${times} times` : ''}: ${escapeTerminal(message)}`,
  )
  const { error } = run.report
  const named = new Set(run.divergences.map(({ note }) => note))
  const changedResources = run.report.changedResources.filter((name) => !named.has(name))
  return [
    run.explain(run.divergences),
    run.determinism ? renderDeterminism(run.determinism).map(({ text }) => text) : [],
    [
      ...blocked.slice(0, MAX_BLOCKED),
      ...(blocked.length > MAX_BLOCKED
        ? [`... and ${blocked.length - MAX_BLOCKED} more blocked`]
        : []),
    ],
    changedResources.length > 0
      ? [`changed resources: ${escapeTerminal(changedResources.join(', '))}`]
      : [],
    unknownClasses(errors),
    run.unended ? [escapeTerminal(run.unended.message)] : [],
    run.error === undefined || run.ranAway ? [] : [renderThrown(error ?? '')],
  ].flatMap((block) =>
    block.length === 0 ? [] : ['', ...block.map((line) => (line === '' ? '' : `  ${line}`))],
  )
}

/** Names the errors that are no instances of the class that the agent imports. */
function unknownClasses(errors: ServedErrors | undefined): string[] {
  const names = escapeTerminal([...(errors?.missed ?? [])].join(', '))
  if (names === '') return []
  return [
    `thrown again as another class of the same name, so that instanceof does not hold: ${names}.`,
    `Name the class: errors: [${names}]`,
  ]
}

function countEach(messages: readonly string[]): Array<[message: string, times: number]> {
  const counts = new Map<string, number>()
  for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1)
  return [...counts]
}

/** Names what became stricter since an old cassette was recorded: it is still read, and need not be green. */
function olderRules({ receipt, divergences }: ReplayRun<unknown>): string[] {
  if (!receipt.olderRules) return []
  const rules = stricterRules(divergences, receipt.policy)
  return rules.length === 0
    ? []
    : [
        'The cassette was recorded by version 0.1.0. Stricter since then:',
        ...rules.map((rule) => `  ${rule}`),
      ]
}

/** Lists what to do, as commands to copy. */
function remedies(run: ReplayRun<unknown>, context: TestContext): string[] {
  const cassette = fromStart(run.cassette)
  if (run.ranAway) {
    return [
      'Find out why it does not stop before you record it again: live, it would go on at your cost.',
      `Cassette: ${escapeTerminal(cassette)}`,
    ]
  }
  const isAlike = run.divergences.length === 0 && run.blocked.length === 0
  if (isAlike && run.determinism) {
    return [
      'If it is meant to vary, pin it or accept it: freeze: { clock: true }, or waive: [{ finding, reason }]',
      'To see one of its replays again:',
      `  ${escapeTerminal(seedCommand(context, run.determinism.seed))}`,
      `Cassette: ${escapeTerminal(cassette)}`,
    ]
  }
  if (run.beside.length > 0) {
    const others = run.beside.map((name) => `"${escapeTerminal(name)}"`).join(', ')
    return [
      `It was recorded while other runs were open: ${others}. What a shared queue, pool or cache did for one of them`,
      'may have been recorded for another. Record it alone:',
      `  ${escapeTerminal(recordCommand(context, 'all'))}`,
      `Cassette: ${escapeTerminal(cassette)}`,
    ]
  }
  if (run.mode !== 'replay') {
    return [
      ...explainUnverified(run).map((line) => escapeTerminal(line)),
      `Cassette: ${escapeTerminal(cassette)}`,
    ]
  }
  const report = fromStart(join(sharedState.file!.options.root, REPORT_FOLDER, 'report.json'))
  const canVary = run.divergences.some(
    ({ firstCause, kind }) => firstCause && kind.endsWith('put_mismatch'),
  )
  const commands = {
    'If the change is wanted, record it again:': recordCommand(context, 'all'),
    ...(canVary && {
      'If it changes by itself, learn a rule for it:': learnCommand(context),
    }),
    'To see both sides:': `npx vitest-replay show ${shellQuote(cassette)} --against ${shellQuote(report)}#${run.runId}`,
  }
  return [
    ...explainState(run, context),
    ...olderRules(run),
    ...Object.entries(commands).flatMap(([when, command]) => [
      when,
      `  ${escapeTerminal(command)}`,
    ]),
  ]
}
