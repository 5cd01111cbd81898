const TAKE = /\.take-(\d{1,6})(?=\.cassette\.jsonl$)/

/**
 * Tells which take of which run a cassette is.
 *
 * @example
 * splitTake('a/refund.take-2.cassette.jsonl') // { cassette: 'a/refund.cassette.jsonl', take: 2 }
 */
export function splitTake(path: string): { cassette: string; take: number } {
  const take = Number(TAKE.exec(path)?.[1] ?? 1)
  return take < 2 ? { cassette: path, take: 1 } : { cassette: path.replace(TAKE, ''), take }
}
