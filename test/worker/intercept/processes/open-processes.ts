import { workerState, type RunScope } from '../../../../src/worker/context/scope.ts'
import { transport } from '../../../../src/worker/intercept/transport.ts'
import type { RecordedAction } from '../../../../src/core/cassette/schema.ts'
import { CassetteLineSchema } from '../../../../src/core/cassette/schema.ts'
import { Policy } from '../../../../src/core/policy/policy.ts'
import { readPolicy } from '../../../../src/core/policy/read-policy.ts'
import type { PolicyOptions } from '../../../../src/core/options/policy-schema.ts'
import { guardProcesses } from '../../../../src/worker/intercept/processes/guard-processes.ts'
import { ExitActions } from '../../../../src/worker/pass/exit-actions.ts'
import { PassLedger } from '../../../../src/worker/pass/pass-ledger.ts'
import { ProcessActions } from '../../../../src/worker/pass/processes/process-actions.ts'
import { openReplay, OWN, recordingOptions } from '../../pass/open-pass.ts'

/** Records what processes did, and replays it. */
export interface Processes {
  readonly recorded: RecordedAction[]
  record(act: () => unknown): Promise<unknown>
  replay(act: () => unknown): Promise<{
    result: unknown
    /** Processes that were really started. */
    started: string[]
    treatments: string[]
    ledger: PassLedger
  }>
}

async function within(
  ledger: PassLedger,
  act: () => unknown,
): Promise<{ result: unknown; started: string[] }> {
  guardProcesses()
  const processes = new ProcessActions(ledger, new ExitActions(ledger))
  const started: string[] = []
  const scope: RunScope = {
    transport,
    phase: 'open',
    parent: null,
    http: () => Promise.reject(new Error('no request')),
    passes: () => false,
    leave: () => ({ kind: 'open' }),
    launch: (call) => {
      const verdict = processes.launch(call, OWN)
      if (verdict.kind === 'open' || verdict.kind === 'recorded') started.push(call.names[0])
      return verdict
    },
  }
  const result = await workerState.run.run(scope, async () => await act())
  for (let turn = 0; turn < 200 && processes.underWay().length > 0; turn++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  processes.close()
  return { result, started }
}

export function openProcesses(policy: PolicyOptions = {}): Processes {
  let recorded: RecordedAction[] = []
  const rules = new Policy(readPolicy(policy, 'call'))
  return {
    get recorded() {
      return recorded
    },
    async record(act) {
      const ledger = new PassLedger(recordingOptions({ policy: rules, root: process.cwd() }))
      const { result } = await within(ledger, act)
      // As they come out of a file.
      recorded = ledger.actions.map(
        ({ fresh }) =>
          CassetteLineSchema.parse(JSON.parse(JSON.stringify(fresh))) as RecordedAction,
      )
      return result
    },
    async replay(act) {
      const ledger = openReplay(recorded, { policy: rules, root: process.cwd() })
      const ended = await within(ledger, act)
      return { ...ended, treatments: ledger.actions.map(({ treatment }) => treatment), ledger }
    },
  }
}
