import { RawBody } from '../../core/cassette/raw-body.ts'
import { nameModel } from '../../core/forks/name-model.ts'
import type { PassOptions } from './pass-options.ts'
import type { SentRequest } from './sent-request.ts'

/** Names the model that live calls ask, where it is another than the agent's; `null` where that is not in the body. */
export function toLiveModel(
  request: SentRequest,
  { liveModel }: Pick<PassOptions, 'liveModel'>,
): SentRequest | null {
  if (liveModel === undefined) return request
  const body = nameModel(request.body.text, liveModel)
  return body === undefined ? null : request.withBody(new RawBody(body))
}
