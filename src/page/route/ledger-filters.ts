export const LEDGER_SORTS = ['run', 'started', 'name', 'duration', 'tokens', 'cost'] as const
export type LedgerSort = (typeof LEDGER_SORTS)[number]

/** The filters and the order of the ledger of all actions. */
export interface LedgerFilters {
  text: string
  type: string
  outcome: string
  sort: LedgerSort
  descending: boolean
}

/** Reads the filters of an address. */
export function parseLedgerFilters(params: URLSearchParams): LedgerFilters {
  const sort = params.get('sort') ?? 'run'
  return {
    text: params.get('q') ?? '',
    type: params.get('type') ?? '',
    outcome: params.get('outcome') ?? '',
    sort: LEDGER_SORTS.find((known) => known === sort.replace(/^-/, '')) ?? 'run',
    descending: sort.startsWith('-'),
  }
}

/** The filters as parameters of an address. */
export function printLedgerFilters(filters: LedgerFilters): URLSearchParams {
  const { text, type, outcome, sort, descending } = filters
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ q: text, type, outcome }))
    if (value !== '') params.set(name, value)
  if (sort !== 'run' || descending) params.set('sort', `${descending ? '-' : ''}${sort}`)
  return params
}
