import { ReplayError } from '../../core/errors.ts'
import { contextScope } from '../context/scope.ts'
import type { PassScope } from '../open-runs/open-run.ts'

/**
 * Refuses a run that an agent starts: what it calls would stand in two cassettes, and be answered twice.
 *
 * @throws ReplayError `RUN_NESTED`
 */
export function refuseNested(name: string | undefined): void {
  const scope = contextScope() as PassScope | undefined
  if (scope === undefined) return
  const outer = scope.caller.context?.name
  throw new ReplayError('RUN_NESTED', {
    attempted: `Failed to start ${name === undefined ? 'a run' : `the run of "${name}"`} within ${outer === undefined ? 'another run' : `the run "${outer}"`}`,
    reason: 'the agent of a run called replayRun(), and what a run calls is recorded once',
    remedy:
      'Call the inner agent itself, without replayRun(), or start both runs one after the other in the test',
  })
}
