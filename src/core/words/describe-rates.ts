import type { ComparedSide } from '../report/comparison-schema.ts'
import { formatRatio, formatScore } from './format-number.ts'

/** Describes the match rate and determinism of a release; without those that are not known. */
export function describeRates({ matchRate, determinism }: ComparedSide): string[] {
  return [
    ...(typeof matchRate !== 'number' ? [] : [`match rate ${formatRatio(matchRate)}`]),
    ...(typeof determinism !== 'number' ? [] : [`determinism ${formatScore(determinism)}`]),
  ]
}
