/**
 * In which interval a share lies, 95 %: Wilson's.
 *
 * @see https://doi.org/10.1080/01621459.1927.10502953 (Wilson, Probable inference, 1927)
 */
export function shareInterval(happened: number, of: number): [number, number] {
  const z = 1.959964
  const share = happened / of
  const middle = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of)
  const half =
    (z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))) / (1 + z ** 2 / of)
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

/** Such a share in words: `3.2 % [1.9, 5.1]`. */
export function sayShare(happened: number, of: number): string {
  const [low, high] = shareInterval(happened, of).map((end) => (100 * end).toFixed(1))
  return `${((100 * happened) / of).toFixed(1)} % [${low}, ${high}]`
}
