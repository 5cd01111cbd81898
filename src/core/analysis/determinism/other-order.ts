/**
 * Reorders a list: reversed for an even seed, rotated for an odd one; two elements are always swapped.
 *
 * @example
 * otherOrder(['a', 'b'], 1, Math.random) // ['b', 'a']
 */
export function otherOrder<T>(list: readonly T[], seed: number, random: () => number): T[] {
  if (list.length < 3 || seed % 2 === 0) return list.toReversed()
  const at = 1 + Math.floor(random() * (list.length - 1))
  return [...list.slice(at), ...list.slice(0, at)]
}
