import type { AppliedPolicy } from '../report/receipt-schema.ts'

const NOUNS: Record<string, string> = {
  tcp: 'a socket to tcp://',
  udp: 'a datagram to ',
  dns: 'a DNS query for ',
  worker: 'the worker thread ',
}

const MOST_NAMED = 3

/** Selects what left the process in a way that is not recorded. */
export function unrecordedOf(policy: readonly AppliedPolicy[]): AppliedPolicy[] {
  return policy.filter(
    ({ kind, effect }) => kind in NOUNS && effect !== 'refused' && effect !== 'gateway',
  )
}

/** Names what left the process, in plain text. */
export function describeUnrecorded(rows: readonly AppliedPolicy[]): string {
  const named = rows.slice(0, MOST_NAMED).map(({ kind, name }) => `${NOUNS[kind] ?? ''}${name}`)
  const rest = rows.length - named.length
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ')
}

/** Recommends how it can be recorded all the same. */
export function wayToRecord(rows: readonly AppliedPolicy[]): string {
  const isTcp = rows.some(({ kind }) => kind === 'tcp')
  const ways = [
    ...(isTcp ? ['let the client speak HTTP, which is recorded'] : []),
    'name the function around it with the option "actions", so that what it returns is recorded',
  ]
  const text = ways.join(', or ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}`
}
