const WIDTH = 220
const HEIGHT = 44
const EDGE = 5

interface SparklineProps {
  /** `null` leaves a gap. */
  values: ReadonlyArray<number | null>
  /** A value that the scale has to include. */
  from?: number
}

/** A small line over releases; the numbers themselves are in the table beside it. */
export function Sparkline({ values, from }: SparklineProps) {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known, from ?? Number.POSITIVE_INFINITY)
  const high = Math.max(...known)
  const span = high - low
  const x = (at: number) =>
    values.length === 1 ? WIDTH / 2 : EDGE + (at / (values.length - 1)) * (WIDTH - 2 * EDGE)
  const y = (value: number) =>
    span === 0 ? HEIGHT / 2 : HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE)
  const last = values.findLastIndex((value) => value !== null)
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="spark-line" d={lineOf(values, x, y)} />
      {values.map((value, at) =>
        value === null ? null : (
          <path
            key={at}
            class={at === last ? 'spark-point spark-last' : 'spark-point'}
            d={`M${x(at)} ${y(value)}h0`}
          />
        ),
      )}
    </svg>
  )
}

/** A line from each known value to the next release's, where that is known too. */
function lineOf(
  values: ReadonlyArray<number | null>,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  let path = ''
  for (const [at, value] of values.entries()) {
    if (value === null) continue
    const isOn = at > 0 && values[at - 1] !== null
    path += `${isOn ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`
  }
  return path
}
