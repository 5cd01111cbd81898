import type { Budget } from '../../core/options/budget-schema.ts'
import { evaluateMatchRate } from '../../core/analysis/thresholds.ts'
import type { FaultVerdict } from '../../core/faults/fault.ts'
import { formatRatio } from '../../core/words/format-number.ts'
import { renderMatchRate } from '../../core/words/render-thresholds.ts'
import type { DivergenceKind } from '../../core/divergence/schema.ts'
import { sharedState } from '../context/test-context.ts'
import type { FaultOutcomes } from '../lab/fault-outcomes.ts'
import type { ReplayRun } from '../report/run-types.ts'

interface MatcherState {
  equals(a: unknown, b: unknown, customTesters?: unknown[]): boolean
  isNot: boolean
}

interface MatcherResult {
  pass: boolean
  message: () => string
  actual?: unknown
  expected?: unknown
}

function isRun(value: unknown): value is ReplayRun<unknown> {
  return typeof value === 'object' && value !== null && 'runId' in value && 'receipt' in value
}

function checked(value: unknown, name: string): ReplayRun<unknown> {
  if (isRun(value)) return value
  throw new TypeError(
    `[vitest-replay] expect(run).${name}() takes what replayRun() returned, not ${typeof value}. Did you forget to await it?`,
  )
}

function isOutcomes(value: unknown): value is FaultOutcomes {
  return Array.isArray(value) && typeof (value as Partial<FaultOutcomes>).judge === 'function'
}

function evidence(run: ReplayRun<unknown>): string {
  const lines = [
    ...run.explain(run.divergences),
    ...run.blocked.map((message) => `blocked: ${message}`),
  ]
  return lines.length === 0 ? '' : `\n\n${lines.map((line) => `  ${line}`).join('\n')}`
}

/** The assertions that the setup file adds to `expect`; pure functions of the run. */
export const matchers = {
  toHaveMatchRate(this: MatcherState, received: unknown, min: number): MatcherResult {
    const run = checked(received, 'toHaveMatchRate')
    const found = evaluateMatchRate(run, min)
    return {
      pass: found.pass,
      message: () =>
        found.pass
          ? `the run "${run.name}" has a match rate of ${formatRatio(run.matchRate ?? 0)}`
          : `"${run.name}": ${renderMatchRate(found)}${evidence(run)}`,
      actual: run.matchRate,
      expected: min,
    }
  },

  /** @note A promise where the replays have yet to be made. A test that does not wait for it fails all the same. */
  toBeDeterministic(
    this: MatcherState,
    received: unknown,
    min = 90,
  ): MatcherResult | Promise<MatcherResult> {
    const run = checked(received, 'toBeDeterministic')
    const judge = (): MatcherResult => {
      const { pass, message } = run.evaluateDeterminism(min)
      const actual = run.determinism?.score
      return { pass, message: () => `"${run.name}": ${message}`, actual, expected: min }
    }
    if (run.determinism) return judge()
    const judged = run.measureDeterminism().then(judge)
    const isNot = Boolean(this.isNot)
    const asserted = judged.then(({ pass, message }) => {
      if (pass === isNot) throw new Error(message())
    })
    asserted.catch(() => {})
    sharedState.tests.getStore()?.pending.push(asserted)
    return judged
  },

  toMatchCassette(this: MatcherState, received: unknown): MatcherResult {
    const run = checked(received, 'toMatchCassette')
    const pass =
      run.divergences.length === 0 && run.receipt.blocked === 0 && run.receipt.unserved === 0
    return {
      pass,
      message: () =>
        pass
          ? `the run "${run.name}" matches its cassette`
          : `"${run.name}" does not match its cassette${evidence(run)}`,
    }
  },

  toHaveNoDivergence(this: MatcherState, received: unknown, kind?: DivergenceKind): MatcherResult {
    const run = checked(received, 'toHaveNoDivergence')
    const found = run.divergences.filter(
      (divergence) => kind === undefined || divergence.kind === kind,
    )
    const what = kind ?? 'divergence'
    return {
      pass: found.length === 0,
      message: () =>
        found.length === 0
          ? `the run "${run.name}" has no ${what}`
          : `"${run.name}" has ${found.length} of ${what}${evidence({ ...run, divergences: found })}`,
    }
  },

  toHaveCalled(
    this: MatcherState,
    received: unknown,
    name: string,
    ...input: unknown[]
  ): MatcherResult {
    const run = checked(received, 'toHaveCalled')
    const named = run.calls.filter((call) => call.name === name)
    const pass =
      input.length === 0
        ? named.length > 0
        : named.some((call) => this.equals(call.inputs, input[0]))
    const others = [...new Set(run.calls.map((call) => call.name))].join(', ') || 'none'
    return {
      pass,
      message: () => {
        if (pass) return `the run "${run.name}" called "${name}"`
        return named.length > 0
          ? `"${run.name}" called "${name}", but never with these inputs`
          : `"${run.name}" never called "${name}"; its actions: ${others}`
      },
      actual: named.map((call) => call.inputs),
      expected: input[0],
    }
  },

  toHaveStopReason(this: MatcherState, received: unknown, reason: string): MatcherResult {
    const run = checked(received, 'toHaveStopReason')
    // An interruption is not a stop reason of a model.
    const isInterrupted = run.report.signals.stop_reason === 'interrupted'
    const found = isInterrupted && reason === 'interrupted' ? reason : run.stopReason
    return {
      pass: found === reason,
      message: () =>
        `"${run.name}" stopped with ${found === null ? 'no stop reason' : `"${found}"`}, ${this.isNot ? 'any other' : `"${reason}"`} is required`,
      actual: found,
      expected: reason,
    }
  },

  toStayWithinBudget(this: MatcherState, received: unknown, budget: Budget): MatcherResult {
    const run = checked(received, 'toStayWithinBudget')
    const { pass, message } = run.evaluateBudget(budget)
    return { pass, message: () => `"${run.name}": ${message}` }
  },

  toRecover(
    this: MatcherState,
    received: unknown,
    options: { accept?: readonly FaultVerdict[] } = {},
  ): MatcherResult {
    if (!isOutcomes(received))
      throw new TypeError(
        `[vitest-replay] expect(outcomes).toRecover() takes what run.withFaults() returned, not ${typeof received}. Did you forget to await it?`,
      )
    const { pass, message } = received.judge(options.accept)
    return { pass, message: () => message }
  },
}
