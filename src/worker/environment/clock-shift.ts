import { seededRandom } from '../../core/seeded-random.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/**
 * The clock shift of a perturbed replay, in milliseconds: years and weekdays apart, and at another
 * time of day. Consecutive seeds are in different parts of the day.
 */
export function clockShift(seed: number): number {
  const random = seededRandom(`${seed} clock`)
  const weeks = 57 + Math.floor(random() * 90)
  const days = weeks * 7 + 1 + Math.floor(random() * 6)
  const hours = 4 + (seed % 3) * 7 + random() * 3
  return (random() < 0.5 ? -1 : 1) * (days * DAY) + Math.floor(hours * HOUR)
}
