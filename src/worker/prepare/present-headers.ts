import type { Cassette } from '../../core/cassette/schema.ts'
import { SENT_HEADERS } from '../../core/redaction/headers.ts'
import {
  accountIn,
  accountKey,
  PRESENCE_HEADERS,
  variableOf,
  varyingAccount,
} from '../../core/request-headers/presence-headers.ts'

/**
 * The headers with secrets that a replay has to send where they were sent, and nowhere else: not those that were others when
 * the recording was verified, and not those whose secret is in a variable that this machine lacks.
 *
 * @param isVerification What differs then varies by itself, and is only noted.
 */
export function presentHeaders(
  { actions, end }: Cassette,
  { isVerification, env }: { isVerification: boolean; env: Record<string, string | undefined> },
): Set<string> {
  if (isVerification) return new Set()
  const varying = new Set(end?.varyingHeaders)
  const lacking = new Set<string>()
  const recorded = new Set<string>()
  for (const { request } of actions) {
    for (const [name, value] of request?.headers ?? []) {
      if (!PRESENCE_HEADERS.has(name)) continue
      recorded.add(name)
      const variable = variableOf(value)
      if (variable !== undefined && !env[variable]) lacking.add(name)
    }
  }
  // One that was never sent may come from a variable that the machine of the recording lacked.
  return new Set([...recorded].filter((name) => !varying.has(name) && !lacking.has(name)))
}

/**
 * The headers, by service, whose account is compared: every request to the service names one, and it was the same when the
 * recording was verified. A single key may be one that was drawn for this process; where the recording sent two keys to one
 * service, which request gets which is a choice of the agent.
 */
export function comparedAccounts(
  { actions, end }: Cassette,
  { isVerification }: { isVerification: boolean },
): Set<string> {
  if (isVerification || end?.verified !== true) return new Set()
  const varying = new Set(end.varyingHeaders)
  const found = new Map<string, Set<string | undefined>>()
  for (const { request } of actions)
    for (const [name, value] of request?.headers ?? []) {
      if (!PRESENCE_HEADERS.has(name) && !SENT_HEADERS.has(name)) continue
      if (varying.has(name) || varying.has(varyingAccount(name))) continue
      const key = accountKey(name, request!.url)
      found.set(key, (found.get(key) ?? new Set()).add(accountIn(value)))
    }
  const counts = (accounts: Set<string | undefined>) =>
    !accounts.has(undefined) &&
    (accounts.size > 1 || [...accounts].every((account) => !account!.startsWith('#')))
  return new Set([...found].filter(([, accounts]) => counts(accounts)).map(([key]) => key))
}
