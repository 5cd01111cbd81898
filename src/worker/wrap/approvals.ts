import { ReplayError } from '../../core/errors.ts'
import type { Approver } from '../../core/options/run-options.ts'
import { compilePattern } from '../../core/policy/policy.ts'
import { callStack } from '../context/call-stack.ts'
import { currentScope, workerState } from '../context/scope.ts'
import type { CallOptions, OpenRun, PassScope } from '../open-runs/open-run.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { recordCommand } from '../prepare/record-command.ts'

const APPROVAL: CallOptions = { type: 'approval', replay: 'serve', isAsync: true }

/** The share of a test's time that is left to the run when nobody answers an approval. */
const KEPT_FOR_RUN = 0.1

/** An approval that an agent asks for. */
export interface AskedApproval {
  name: string
  request: unknown
}

/**
 * Asks for an approval as an action of the run: recorded with its answer, which a replay gives back.
 *
 * @throws ReplayError `APPROVAL_PENDING` where nobody answers.
 */
export function callApproval(
  run: OpenRun,
  prepared: PreparedRun,
  approval: AskedApproval,
): Promise<unknown> {
  const scope = currentScope() as PassScope | undefined
  const isInContext = scope?.caller.context === run
  const origin = { parent: isInContext ? scope.parent : null, isAttributed: !isInContext }
  const ask = () => askSomebody(approval, prepared)
  const { name, request } = approval
  return run.call(name, origin, APPROVAL, ask, [request], callStack()) as Promise<unknown>
}

/** Asks the function that stands for a person, for as long as the test has time. */
async function askSomebody({ name, request }: AskedApproval, run: PreparedRun): Promise<unknown> {
  const approver = approverOf(run.options.approvals ?? {}, name)
  if (!approver) throw pending(name, run, 'nothing answers it')
  const { deadline } = run.context
  const abort = new AbortController()
  const asked = Promise.resolve(approver(request, { name, signal: abort.signal }))
  const answer = await (deadline === undefined
    ? asked
    : Promise.race([asked, timeOver((deadline - workerState.now()) * (1 - KEPT_FOR_RUN))]))
  if (answer === OVER) {
    abort.abort()
    void asked.catch(() => {})
    throw pending(name, run, "nobody answered in the test's time")
  }
  if (answer === undefined) throw pending(name, run, 'the function in "approvals" gave no answer')
  return answer
}

const OVER = Symbol('the time is over')

function timeOver(milliseconds: number): Promise<typeof OVER> {
  return new Promise((resolve) => {
    const timer = workerState.setTimeout(() => resolve(OVER), Math.max(0, milliseconds))
    // An answer may come earlier: it keeps nothing alive.
    timer.unref?.()
  })
}

/** Finds the function that answers: that of the name, else of the longest pattern. */
function approverOf(approvals: Record<string, Approver>, name: string): Approver | undefined {
  if (Object.hasOwn(approvals, name)) return approvals[name]
  return Object.entries(approvals)
    .filter(([pattern]) => pattern.includes('*') && compilePattern(pattern)(name))
    .sort(([a], [b]) => b.length - a.length)[0]?.[1]
}

function pending(name: string, { context }: PreparedRun, reason: string): ReplayError {
  return new ReplayError('APPROVAL_PENDING', {
    attempted: `Failed to get an answer to the approval "${name}"`,
    reason,
    remedy: `Give one with approvals: { ${JSON.stringify(name)}: async (request) => ... } or policy: { ${JSON.stringify(`approval ${name}`)}: { answer: ... } }, and go on from here with: ${recordCommand(context, 'new_episodes')}`,
  })
}
