import type { FailureClass } from '../../analysis/failure/classes.ts'
import { isCredentialParameter } from '../../redaction/credential-names.ts'
import { asRequest } from '../../report/action-codec/exchange.ts'
import { readAsked } from '../../report/action-codec/read-action.ts'
import type { ReportAction } from '../../report/action-schema.ts'
import type { Unpack } from '../../report/contents/unpack-contents.ts'
import type { Diagnosis } from '../../report/diagnosis-schema.ts'
import { PRESENCE_HEADERS } from '../../request-headers/presence-headers.ts'

interface CredentialFacts {
  errorClass: FailureClass
  /** The variable that is missing, where it is known. */
  variable: string | null
  /** The action that failed. */
  failed: ReportAction | undefined
}

/**
 * The credential of a failure: absent, there and rejected, or there where something else failed. Nothing where it was not
 * seen: a service may take one in a header of its own, of which nothing is kept.
 */
export function credentialOf(
  { errorClass, variable, failed }: CredentialFacts,
  unpack: Unpack,
): Pick<Diagnosis, 'credential'> {
  if (errorClass === 'missing_credentials')
    return { credential: { name: variable, state: 'absent' } }
  const request = failed && asRequest(readAsked(failed, unpack))
  if (!request) return {}
  const isRejected = errorClass === 'authentication'
  if (hasCredential(request)) {
    return { credential: { name: null, state: isRejected ? 'rejected' : 'present' } }
  }
  return isRejected && failed.type === 'llm' ? { credential: { name: null, state: 'absent' } } : {}
}

/** Accepts a request that was sent with a credential: in one of the usual headers, or in its query. */
export function hasCredential({
  url,
  headers,
}: {
  url: string
  headers: ReadonlyArray<readonly [name: string, value: string]>
}): boolean {
  if (headers.some(([name]) => PRESENCE_HEADERS.has(name.toLowerCase()))) return true
  if (!URL.canParse(url)) return false
  return [...new URL(url).searchParams].some(([name, value]) => isCredentialParameter(name, value))
}
