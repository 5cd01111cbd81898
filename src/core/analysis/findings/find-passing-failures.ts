import type { RecordedAction } from '../../cassette/schema.ts'
import { toFinding, type Sighting } from './sighting.ts'
import { statusTextOf } from '../../cassette/response-head.ts'

/** Statuses that a service answers with when it has a problem, not when the request has one. */
const PASSING = new Set([429, 500, 502, 503, 504, 529])
const BROKEN = /^(?:ECONN\w+|ETIMEDOUT|EPIPE|EAI_AGAIN|ENETUNREACH|UND_ERR_\w+)$/

/** Finds recorded failures that are temporary. */
export function findPassingFailures(actions: readonly RecordedAction[]): Sighting[] {
  return actions.flatMap((action): Sighting[] => {
    const failure = failureOf(action)
    if (!failure) return []
    const finding = toFinding(action, null, {
      type: 'external_state',
      severity: 'medium',
      cause: 'unknown',
      value: failure,
      observation: { code: 'temporary_failure' },
      remedy: 'temporary_failure',
    })
    return [{ finding, reach: new Set([action.index]) }]
  })
}

function failureOf({ response, error }: RecordedAction): string | null {
  if (response && PASSING.has(response.status))
    return `${response.status} ${statusTextOf(response)}`.trim()
  const code = error?.code ?? error?.cause?.code
  return code !== undefined && BROKEN.test(code) ? code : null
}
