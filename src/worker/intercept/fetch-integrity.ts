import { toBase64 } from '../../core/bytes.ts'
import { bypassing } from '../context/scope.ts'

/**
 * Verifies a response by the digests that its client expects. Redirects are followed hop by hop, so the platform cannot do it on
 * the way; it does where the body is that of a URL.
 *
 * @throws TypeError As the platform throws it.
 */
export async function verifyIntegrity(
  response: Response,
  integrity: string,
  native: typeof fetch,
): Promise<void> {
  const bytes = new Uint8Array(await response.clone().arrayBuffer())
  await bypassing(() => native(`data:;base64,${toBase64(bytes)}`, { integrity }))
}
