import type { RunComparison } from '../report/comparison-schema.ts'
import { selectProject, selectTest } from './test-command.ts'

/** A recommendation for a run, and the command for it. */
export interface NextStep {
  what: string
  command: string
}

/** Recommends the command that shows most of a run that is not the same; `null` where there is nothing to do. */
export function nextStep({
  verdict,
  evidence,
  test,
  project,
  base,
  head,
}: RunComparison): NextStep | null {
  const run = `npx vitest run ${selectTest(test.file, test.fullName, selectProject(project))}`
  if (verdict === 'missing')
    return { what: 'if the test is still wanted, record it', command: `VITEST_REPLAY=once ${run}` }
  if (verdict === 'identical' || verdict === 'equivalent' || verdict === 'new') return null
  if (evidence === 'replay')
    return {
      what:
        verdict === 'regressed'
          ? 'replay it to see both sides; where the change is meant, record it anew with VITEST_REPLAY=all'
          : 'where the change is meant, record it anew',
      command: verdict === 'regressed' ? run : `VITEST_REPLAY=all ${run}`,
    }
  const isBaseAlone = (base?.takes ?? 0) <= 1 && (head?.takes ?? 0) > 1
  return {
    what:
      evidence === 'takes'
        ? 'record it anew to look again'
        : isBaseAlone
          ? 'to know whether it is worse, check out the base, give replayRun the option "takes" there, too, and record it anew'
          : 'to know whether it is worse, give replayRun the option "takes" and record it anew',
    command: `VITEST_REPLAY=all ${run}`,
  }
}
