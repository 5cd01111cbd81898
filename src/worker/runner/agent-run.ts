import { readAsked, readReturned } from '../../core/report/action-codec/read-action.ts'
import type { ReportAction } from '../../core/report/action-schema.ts'
import { messagesOf } from '../../core/report/action-codec/run-messages.ts'
import { createUnpacker, type Unpack } from '../../core/report/contents/unpack-contents.ts'
import { spanFilter } from '../../core/run-events/span-filter.ts'
import type { TestContext } from '../context/test-context.ts'
import type { ReplayRun } from '../report/run-types.ts'
import type { AgentRun, RunSpan } from './runner-types.ts'
import { saveAsTest } from './save-as-test.ts'

/** Describes a run as a runner returns it. */
export function agentRun(context: TestContext, run: ReplayRun<unknown>): AgentRun<unknown> {
  const { run: report, contents } = context.results.find(
    ({ run: { traceId } }) => traceId === run.traceId,
  )!
  const unpack = createUnpacker(contents)
  const isOther = run.divergences.length > 0 || run.blocked.length > 0
  const isReplay = run.mode === 'replay'
  return {
    status: isReplay && isOther ? 'diverged' : run.error === undefined ? 'success' : 'error',
    output: run.output,
    error: run.error,
    spans: (filter = {}) =>
      report.actions.filter(spanFilter(filter)).map((action) => spanOf(action, unpack)),
    messages: messagesOf(report.actions, unpack),
    signals: report.signals,
    scores: run.scores,
    finalScore: Object.values(run.scores).at(-1) ?? null,
    costUsd: run.costUsd,
    run,
    saveAsTest: (test) => saveAsTest(run, test),
  }
}

/** Describes an action, with what it was asked and returned. */
export function spanOf(action: ReportAction, unpack: Unpack): RunSpan {
  const {
    inputs: _i,
    outputs: _o,
    asked: _a,
    returned: _r,
    answer: _n,
    omitted: _m,
    ...facts
  } = action
  return { ...facts, inputs: readAsked(action, unpack), outputs: readReturned(action, unpack) }
}
