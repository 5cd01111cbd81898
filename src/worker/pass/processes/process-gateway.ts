import { renderRule, type PolicyRule } from '../../../core/policy/policy-rule.ts'
import type { ProcessCall, ProcessVerdict } from '../../context/process-call.ts'
import { sourceOf } from '../../context/source-location.ts'
import type { Gateway } from '../../gateway/open-gateway.ts'
import type { CallOrigin } from '../../open-runs/open-run.ts'
import type { ExitActions } from '../exit-actions.ts'
import type { HttpActions } from '../http-actions.ts'
import type { PassLedger } from '../pass-ledger.ts'
import { followChild } from './kept-children.ts'

/** A command line can be a whole program. */
const MAX_NAME = 200

/** The run that requests through a gateway belong to. */
export interface GatewayRun {
  within<T>(work: () => T): T
  http: Pick<HttpActions, 'decideNow' | 'passes'>
}

type Exits = Pick<ExitActions, 'decide'>

/** The gateway itself makes them: no action of the run is around them. */
const ORIGIN: CallOrigin = { parent: null, isAttributed: false }

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
  open(run: GatewayRun, exits: Exits): Promise<void> | undefined {
    const isAsked = this.#ledger.options.policy.has('process', 'gateway')
    return isAsked ? this.#open(run, exits) : undefined
  }

  async #open({ within, http }: GatewayRun, exits: Exits): Promise<void> {
    const { policy, plan } = this.#ledger.options
    const { openGateway } = await import('../../gateway/open-gateway.ts')
    this.#gateway = await openGateway({
      isReplay: plan === 'replay',
      within,
      isRuled: ({ kind, names }) => policy.find(kind, names) !== null,
      leave: (exit) => exits.decide(exit, ORIGIN),
      decideNow: (call, body) => http.decideNow(call, body, ORIGIN),
      passes: (request) => http.passes(request),
    })
  }

  close(): void {
    this.#gateway?.close()
  }

  /** Lets a process run whose requests are the run's own. */
  admit(call: ProcessCall, origin: CallOrigin, rule: PolicyRule): ProcessVerdict {
    const gateway = this.#gateway
    const isHandedOver = call.form.kind === 'waiting' && call.stdio.kind === 'handed-over'
    if (!gateway || isHandedOver) return this.#refuse(call, origin, rule)
    countProcess(this.#ledger, call, { effect: 'gateway', rule })
    return {
      kind: 'open',
      environment: (pairs) => gateway.environment(pairs),
      follow: followChild(call),
      wait: (request) => gateway.wait(request, call.stack),
    }
  }

  #refuse(
    { names, stdio, stack }: ProcessCall,
    origin: CallOrigin,
    rule: PolicyRule,
  ): ProcessVerdict {
    const { redactor, root } = this.#ledger.options
    const name = redactor.text(names[0]).slice(0, MAX_NAME)
    const identity = { type: 'process', name, operation: '' } as const
    const action = this.#ledger.open(origin, sourceOf(stack, root), identity)
    const why = stdio.kind === 'handed-over' ? stdio.reason : 'the run has none'
    this.#ledger.refuse(
      action,
      `the child process ${JSON.stringify(name)} goes through a gateway by ${renderRule(rule)}, which cannot answer it while this thread waits for its end (${why}): start it with spawn, exec or execFile`,
    )
    return { kind: 'refused' }
  }
}
