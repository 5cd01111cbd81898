import type { Cassette } from '../../core/cassette/schema.ts'
import { PRESENCE_HEADERS, variableOf } from '../../core/request-headers/presence-headers.ts'

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
