import { renderRule, type PolicyRule } from '../../../core/policy/policy-rule.ts'
import type { ProcessCall, ProcessVerdict } from '../../context/process-call.ts'
import type { Exit, ExitVerdict } from '../../context/scope.ts'
import { sourceOf } from '../../context/source-location.ts'
import { openGateway, type Gateway } from '../../gateway/open-gateway.ts'
import type { CallOrigin } from '../../open-runs/open-run.ts'
import type { PassLedger } from '../pass-ledger.ts'

/** A command line can be a whole program. */
const MAX_NAME = 200

/** The run that requests through a gateway belong to. */
export interface GatewayRun {
  within<T>(work: () => T): T
  leave(exit: Exit): ExitVerdict
}

/** Counts a process that a rule decides on. */
export function countProcess(
  { options, policy }: PassLedger,
  { names }: ProcessCall,
  { effect, rule }: { effect: 'dropped' | 'gateway'; rule: PolicyRule },
): void {
  const name = options.redactor.text(names[0]).slice(0, MAX_NAME)
  policy.count({ kind: 'process', name, effect, rule })
}

/** The gateway of one pass, and the processes that go through it. */
export class ProcessGateway {
  readonly #ledger: PassLedger
  #gateway: Gateway | undefined

  constructor(ledger: PassLedger) {
    this.#ledger = ledger
  }

  /** Opens it where a rule asks for one: its address has to be known when a process is started. */
  open(run: GatewayRun): Promise<void> | undefined {
    const { policy, plan } = this.#ledger.options
    if (!policy.has('process', 'gateway')) return undefined
    return openGateway({ isReplay: plan === 'replay', ...run }).then((gateway) => {
      this.#gateway = gateway
    })
  }

  close(): void {
    this.#gateway?.close()
  }

  /** Lets a process run whose requests are the run's own. */
  admit(call: ProcessCall, origin: CallOrigin, rule: PolicyRule): ProcessVerdict {
    const gateway = this.#gateway
    if (!gateway || call.form.kind === 'waiting') return this.#refuse(call, origin, rule)
    countProcess(this.#ledger, call, { effect: 'gateway', rule })
    return { kind: 'open', environment: (pairs) => gateway.environment(pairs) }
  }

  #refuse({ names, stack }: ProcessCall, origin: CallOrigin, rule: PolicyRule): ProcessVerdict {
    const { redactor, root } = this.#ledger.options
    const name = redactor.text(names[0]).slice(0, MAX_NAME)
    const identity = { type: 'process', name, operation: '' } as const
    const action = this.#ledger.open(origin, sourceOf(stack, root), identity)
    this.#ledger.refuse(
      action,
      `the child process ${JSON.stringify(name)} goes through a gateway by ${renderRule(rule)}, which cannot answer it while this thread waits for its end: start it with spawn, exec or execFile`,
    )
    return { kind: 'refused' }
  }
}
