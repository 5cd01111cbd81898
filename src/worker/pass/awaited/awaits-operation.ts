import { canonicalUrl } from '../../../core/matching/canonical-url.ts'
import { operationOf } from '../../../core/matching/matchable.ts'
import type { OutgoingCall } from '../../context/http-call.ts'
import type { OpenRun, PendingCall } from '../../open-runs/open-run.ts'
import type { PassOptions } from '../pass-options.ts'

type Matching = Pick<PassOptions, 'player' | 'redactor' | 'rules'>

/** Returns `true` while a recorded action of the operation of a call is unserved, whatever it was asked. */
export function awaitsOperation(call: PendingCall, run: OpenRun, options: Matching): boolean {
  if (call.kind === 'exit') return false
  if (call.kind === 'http') return awaitsRequest(call.call, options)
  if (call.kind === 'process')
    return awaits(
      call.call.names.map((name) => `process ${name}`),
      options,
    )
  const named = call.namedBy(run)
  return (
    named !== null &&
    awaits([`${named.options.type} ${options.redactor.name(named.name)}`], options)
  )
}

/** The same for a request of which no more is known than where it goes. */
export function awaitsRequest({ method, url }: OutgoingCall, options: Matching): boolean {
  return awaits([operationOf(method, canonicalUrl(options.redactor.url(url)))], options)
}

function awaits(operations: readonly string[], { player, rules }: Matching): boolean {
  if (!player) return false
  // A rule may bring other operations together.
  if (!rules.isEmpty) return true
  const isMeant = (own: string) =>
    operations.some((operation) => own === operation || own.startsWith(`${operation} `))
  return player.unservedOf(isMeant).length > 0
}
