/** From the lowest to the highest. */
const LEVELS = { unicode: '▁▂▃▄▅▆▇█', ascii: '_.-:=+*#' }
/** Nothing is known there: a gap, never the lowest level. */
const GAPS = { unicode: '·', ascii: '?' }

/**
 * Draws numbers as a line of text, between the lowest and the highest of them; where all are the same, in the middle.
 *
 * @example
 * renderSparkline([1, 2, null, 8], 'unicode') // '▁▂·█'
 */
export function renderSparkline(
  values: ReadonlyArray<number | null>,
  characters: keyof typeof LEVELS,
): string {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const range = Math.max(...known) - low
  const levels = LEVELS[characters]
  const last = levels.length - 1
  return values
    .map((value) => {
      if (value === null) return GAPS[characters]
      const share = range === 0 ? 0.5 : (value - low) / range
      return levels[Math.min(last, Math.round(share * last))]
    })
    .join('')
}

/** Detects by the locale a terminal that shows more than ASCII. */
export function charactersOf(
  env: Record<string, string | undefined>,
  platform: NodeJS.Platform,
): keyof typeof LEVELS {
  if (platform === 'win32') return env['WT_SESSION'] || env['TERM_PROGRAM'] ? 'unicode' : 'ascii'
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return /utf-?8/i.test(locale) ? 'unicode' : 'ascii'
}
