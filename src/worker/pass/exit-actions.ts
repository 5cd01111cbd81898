import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { renderRule, type PolicyRule } from '../../core/policy/policy-rule.ts'
import { callStack } from '../context/call-stack.ts'
import type { ConnectionTarget, Exit, ExitVerdict } from '../context/scope.ts'
import { sourceOf } from '../context/source-location.ts'
import type { CallOrigin } from '../open-runs/open-run.ts'
import type { PassLedger } from './pass-ledger.ts'

/** A command line can be a whole program. */
const MAX_NAME = 200

const NOUNS = {
  tcp: 'a socket to tcp://',
  udp: 'a datagram to ',
  dns: 'a DNS query for ',
  process: 'the child process ',
  worker: 'the worker thread ',
} as const satisfies Record<Exit['kind'], string>

/** A way out, by the name that is shown. */
interface NamedExit {
  kind: Exit['kind']
  name: string
  because: string | undefined
  reached?: string | undefined
}

/** Sockets, DNS queries, child processes and worker threads of a run: counted, and refused in a replay. */
export class ExitActions {
  readonly #ledger: PassLedger
  /** Connections and look-ups of a recording, until it is known what they were for. */
  #undecided: Array<{ exit: Exit; count(): void }> = []

  constructor(ledger: PassLedger) {
    this.#ledger = ledger
  }

  /** Decides on something that is about to leave the process. */
  decide(exit: Exit, origin: CallOrigin): ExitVerdict {
    const { policy, plan } = this.#ledger.options
    const { kind, because, isLocal = false } = exit
    const name = this.#ledger.options.redactor.text(exit.names[0]).slice(0, MAX_NAME)
    const found = policy.find(kind, exit.names)
    // It is here because it can be neither served nor led through the gateway.
    const rule = found?.effect === 'serve' || found?.effect === 'gateway' ? null : found
    const isReplay = plan === 'replay'
    if (
      exit.reached !== undefined ||
      rule?.effect === 'refuse' ||
      (isReplay && !rule && !isLocal && kind !== 'worker')
    )
      return {
        kind: 'refused',
        reason: this.#refuse({ kind, name, because, reached: exit.reached }, rule, origin),
      }
    if (rule?.effect === 'drop' && isReplay) {
      this.#ledger.policy.count({ kind, name, effect: 'dropped', rule })
      return { kind: 'dropped' }
    }
    const count = () => {
      const effect = kind === 'process' || kind === 'worker' ? 'executed' : 'passed'
      const isFirst = this.#ledger.policy.count({ kind, name, effect, rule })
      if (isFirst && !isReplay && !rule && !isLocal && kind !== 'worker')
        this.#announce({ kind, name, because })
    }
    // A request over it may still be recorded.
    if (!isReplay && !rule && (kind === 'tcp' || kind === 'dns'))
      this.#undecided.push({ exit, count })
    else count()
    // While recording too: what a thread asks by itself cannot be recorded.
    return kind === 'worker' && rule?.effect !== 'pass' ? { kind: 'closed' } : { kind: 'open' }
  }

  /** Forgets a connection whose requests are recorded, and the look-ups for it. */
  adopt({ host, port }: ConnectionTarget): void {
    this.#undecided = this.#undecided.filter(({ exit: { kind, names } }) => {
      const [name] = names
      return kind === 'tcp'
        ? name !== `${host}:${port}`
        : name !== host && name !== `_grpc_config.${host}`
    })
  }

  /** Counts what was let out, and was for nothing that is recorded. */
  close(): void {
    for (const { count } of this.#undecided.splice(0)) count()
  }

  #refuse(exit: NamedExit, rule: PolicyRule | null, origin: CallOrigin): string {
    const { kind, name } = exit
    const { guard, root, plan } = this.#ledger.options
    if (plan === 'replay' && this.#ledger.admit('http') !== 'admitted') return guard!.error!.message
    const identity = { type: 'http', name: titleOf(kind, name), operation: '' } as const
    const action = this.#ledger.open(origin, sourceOf(callStack(), root), identity)
    const reason = reasonOf(exit, rule)
    this.#ledger.policy.count({ kind, name, effect: 'refused', rule })
    this.#ledger.refuse(action, reason, rule)
    return reason
  }

  /** Warns while recording about something that every replay will refuse. */
  #announce({ kind, name, because }: NamedExit): void {
    const { runName } = this.#ledger.options
    console.warn(
      escapeTerminal(
        `[vitest-replay] "${runName}": ${NOUNS[kind]}${name} was let out while recording${because === undefined ? ',' : ` without being recorded (${because}),`} and a replay refuses it. To let it out there too: ${allowing(kind, name)}`,
      ),
    )
  }
}

function reasonOf({ kind, name, because, reached }: NamedExit, rule: PolicyRule | null): string {
  const what = `${NOUNS[kind]}${kind === 'process' ? JSON.stringify(name) : name}`
  if (reached !== undefined)
    return `${what} tried to reach ${reached}, and its network is closed in a run, since what it asks is not recorded; open it with ${allowing(kind, name)}`
  if (rule) return `${what} is refused by ${renderRule(rule)}`
  const why = because === undefined ? '' : ` (${because})`
  return `${what}, which can be neither recorded nor replayed${why}; allow it with ${allowing(kind, name)}`
}

function titleOf(kind: Exit['kind'], name: string): string {
  return kind === 'tcp' ? `connect tcp://${name}` : `${kind} ${name}`
}

/** Renders the rule that allows it: a process by its program, everything else by its name. */
function allowing(kind: Exit['kind'], name: string): string {
  if (kind !== 'process') return renderRule({ kind, pattern: name, effect: 'pass' })
  const [program = name, ...rest] = name.split(' ')
  const pattern = rest.length > 0 ? `${program} *` : program
  return renderRule({ kind, pattern, effect: 'execute' })
}
