import { RefusedLine } from '../../core/cassette/read-lines.ts'

/** Names the field for which a line of a cassette is refused; every other error stays as it is. Loads zod. */
export async function explainRefused(error: unknown): Promise<unknown> {
  if (!(error instanceof RefusedLine)) return error
  const { explainLine } = await import('../../core/cassette/explain-line.ts')
  return error.explained(explainLine)
}
