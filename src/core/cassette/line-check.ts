import { CassetteLineSchema, type CassetteLine } from './schema.ts'

// In the built package this file is replaced by a check that is compiled from the same schema: no test file loads zod to
// read a cassette that is fine.

/** Accepts a valid line of a cassette. */
export function isCassetteLine(line: unknown): line is CassetteLine {
  return CassetteLineSchema.safeParse(line).success
}
