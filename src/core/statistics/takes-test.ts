import { seededRandom } from '../seeded-random.ts'
import type { TestResult } from './holm.ts'

/** The takes of one run on both sides, the base's first; `null` where a metric is not known of a take. */
export interface RunTakes {
  base: number
  head: number
  /** By metric, in the order of the table; one value a take. */
  values: ReadonlyArray<ReadonlyArray<number | null>>
}

/** The result for one metric of a table. */
export interface TakesResult extends TestResult {
  /** Corrected for all metrics of the table. */
  familyP: number
  /** Positive where the head has more. */
  direction: number
}

/** So many divisions are looked at one by one; of more, a seeded sample is drawn. */
const MOST_DIVISIONS = 20_000
/** Sums of one metric of one run that a sample may take: many runs need fewer divisions for the same precision. */
const BUDGET = 4_000_000
const [FEWEST_DRAWN, MOST_DRAWN] = [399, 4_999]
/** Up to so many ways to divide its takes, a run's are listed once. */
const MOST_LISTED = 70
/** Another order of sums changes the last digits. */
const ROUNDING = 1e-9

/**
 * Tests all metrics of a table at once: were the takes of each run divided between the releases by chance, how often would a
 * metric differ so far? The same division is applied to all metrics, so the correction for their number costs nothing where
 * they move together (the largest of the standardised differences of each division).
 *
 * It answers for the runs at hand, not for runs in general: those are a sample of one suite.
 *
 * @param isLog Metrics that are compared by their logarithm: those of which one run can have a hundred times that of another.
 * @returns `null` for a metric that no division can tell apart.
 *
 * @see https://www.wiley.com/en-us/9780471557616 (Westfall and Young, Resampling-Based Multiple Testing, 1993)
 * @see https://doi.org/10.2202/1544-6115.1585 (Phipson and Smyth, Permutation p-values should never be zero, 2010)
 */
export function takesTest(
  runs: readonly RunTakes[],
  isLog: readonly boolean[],
): Array<TakesResult | null> {
  const metrics = isLog.length
  const divisions = runs.map((run) => new RunDivisions(run, isLog))
  scale(divisions, metrics)
  const drawn = drawAll(divisions, metrics)
  const spread = Float64Array.from({ length: metrics }, (_, metric) => deviation(drawn, metric))
  const largest = drawn.sums.map((sums) => largestOf(sums, spread))
  return Array.from({ length: metrics }, (_, metric) => {
    const one = spread[metric]!
    if (!(one > 0)) return null
    const observed = drawn.observed[metric]! / one
    let [asFar, asFarOfAny, farthest, most] = [0, 0, 0, 0]
    for (const [at, sums] of drawn.sums.entries()) {
      const distance = Math.abs(sums[metric]! / one)
      if (distance >= Math.abs(observed) - ROUNDING) asFar++
      if (largest[at]! >= Math.abs(observed) - ROUNDING) asFarOfAny++
      if (distance > farthest + ROUNDING) [farthest, most] = [distance, 0]
      if (distance >= farthest - ROUNDING) most++
    }
    const share = (count: number) => (count + drawn.added) / (drawn.sums.length + drawn.added)
    return {
      p: share(asFar),
      familyP: share(asFarOfAny),
      attainable: drawn.added === 0 ? most / drawn.sums.length : 1 / (drawn.sums.length + 1),
      direction: Math.sign(observed),
    }
  })
}

/** The smallest p that runs with so many takes can give: all of them differ, and in the same direction. */
export function leastOfTakes(runs: ReadonlyArray<Pick<RunTakes, 'base' | 'head'>>): number {
  let ways = 1
  for (const { base, head } of runs) ways *= waysToDivide(base, head)
  return Math.min(1, 2 / ways)
}

/** The takes of one run, as deviations from their mean, and the ways to divide them. */
class RunDivisions {
  readonly ways: number
  /** By metric and take. */
  readonly deviations: Float64Array[]
  readonly #size: number
  readonly #head: number
  readonly #weight: number
  #listed: Float64Array[] | undefined

  constructor({ base, head, values }: RunTakes, isLog: readonly boolean[]) {
    this.#size = base + head
    this.#head = head
    this.#weight = 1 / head + 1 / base
    this.ways = waysToDivide(base, head)
    this.deviations = values.map((takes, metric) => deviationsOf(takes, isLog[metric]!))
  }

  /** The observed difference of the means: the head's takes are the last ones. */
  observed(metric: number): number {
    return this.#differenceOf(metric, Uint8Array.from(range(this.#size - this.#head, this.#size)))
  }

  /** The differences of the means by metric, for the division of this number. */
  listed(way: number): Float64Array {
    this.#listed ??= choices(this.#size, this.#head).map((chosen) => this.#differences(chosen))
    return this.#listed[way]!
  }

  /** The same for a division that is drawn. */
  draw(random: () => number): Float64Array {
    if (this.ways <= MOST_LISTED) return this.listed(Math.floor(random() * this.ways))
    const places = Uint8Array.from(range(0, this.#size))
    for (let at = 0; at < this.#head; at++) {
      const other = at + Math.floor(random() * (this.#size - at))
      ;[places[at], places[other]] = [places[other]!, places[at]!]
    }
    return this.#differences(places.subarray(0, this.#head))
  }

  #differences(chosen: Uint8Array): Float64Array {
    return Float64Array.from(this.deviations, (_, metric) => this.#differenceOf(metric, chosen))
  }

  // The deviations sum up to 0: the other side's sum is the same with the other sign.
  #differenceOf(metric: number, chosen: Uint8Array): number {
    let sum = 0
    for (const place of chosen) sum += this.deviations[metric]![place]!
    return sum * this.#weight
  }
}

/** Deviations from the mean of the known values; a value that is not known deviates by nothing. */
function deviationsOf(takes: ReadonlyArray<number | null>, isLog: boolean): Float64Array {
  const known = takes.filter((value) => value !== null)
  // Of amounts, 0 is below every other by as much as the smallest is below twice itself.
  const least = known.reduce((a, b) => (b > 0 && b < a ? b : a), Infinity)
  const floor = Number.isFinite(least) ? least / 2 : 1
  const read = (value: number) => (isLog ? Math.log(Math.max(value, floor)) : value)
  const mean = known.reduce((sum, value) => sum + read(value), 0) / known.length
  return Float64Array.from(takes, (value) => (value === null ? 0 : read(value) - mean))
}

/** Brings all metrics to one scale, so that what is rounding is the same for all. */
function scale(divisions: readonly RunDivisions[], metrics: number): void {
  for (let metric = 0; metric < metrics; metric++) {
    let [sum, count] = [0, 0]
    for (const { deviations } of divisions)
      for (const value of deviations[metric]!) [sum, count] = [sum + value * value, count + 1]
    const unit = Math.sqrt(sum / count)
    for (const { deviations } of divisions) {
      const values = deviations[metric]!
      // Equal values differ by rounding alone.
      for (const at of values.keys()) values[at] = unit > ROUNDING ? values[at]! / unit : 0
    }
  }
}

interface Drawn {
  observed: Float64Array
  sums: Float64Array[]
  /** 1 where the observed division is none of them. */
  added: 0 | 1
}

function drawAll(divisions: readonly RunDivisions[], metrics: number): Drawn {
  const observed = new Float64Array(metrics)
  for (const run of divisions)
    for (let metric = 0; metric < metrics; metric++) observed[metric]! += run.observed(metric)
  const all = divisions.reduce((ways, run) => Math.min(Infinity, ways * run.ways), 1)
  if (all <= MOST_DIVISIONS && divisions.every(({ ways }) => ways <= MOST_LISTED)) {
    const sums = Array.from({ length: all }, (_, division) => {
      let rest = division
      return sumOf(divisions, metrics, (run) => {
        const way = rest % run.ways
        rest = (rest - way) / run.ways
        return run.listed(way)
      })
    })
    return { observed, sums, added: 0 }
  }
  const random = seededRandom(`${divisions.length} ${observed.join(' ')}`)
  const affordable = Math.floor(BUDGET / (divisions.length * metrics))
  const length = Math.max(FEWEST_DRAWN, Math.min(MOST_DRAWN, affordable))
  const sums = Array.from({ length }, () => sumOf(divisions, metrics, (run) => run.draw(random)))
  return { observed, sums, added: 1 }
}

function sumOf(
  divisions: readonly RunDivisions[],
  metrics: number,
  choose: (run: RunDivisions) => Float64Array,
): Float64Array {
  const sums = new Float64Array(metrics)
  for (const run of divisions) {
    const chosen = choose(run)
    for (let metric = 0; metric < metrics; metric++) sums[metric]! += chosen[metric]!
  }
  return sums
}

// Over all divisions the mean is 0.
function deviation({ sums }: Drawn, metric: number): number {
  let sum = 0
  for (const one of sums) sum += one[metric]! ** 2
  const spread = Math.sqrt(sum / sums.length)
  return spread > ROUNDING ? spread : 0
}

function largestOf(sums: Float64Array, spread: Float64Array): number {
  let largest = 0
  for (const [metric, one] of spread.entries())
    if (one > 0) largest = Math.max(largest, Math.abs(sums[metric]!) / one)
  return largest
}

function waysToDivide(base: number, head: number): number {
  let ways = 1
  for (let at = 1; at <= Math.min(base, head); at++) ways = (ways * (base + head - at + 1)) / at
  return Math.round(ways)
}

/** Lists the ways to choose so many of the first places. */
function choices(size: number, chosen: number): Uint8Array[] {
  const found: Uint8Array[] = []
  const choose = (from: number, places: number[]) => {
    if (places.length === chosen) return void found.push(Uint8Array.from(places))
    for (let at = from; at < size; at++) choose(at + 1, [...places, at])
  }
  choose(0, [])
  return found
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}
