/** The filters of the list of compared runs. */
export interface CompareFilters {
  text: string
  verdict: string
  agent: string
  evidence: string
}

export const NO_COMPARE_FILTERS: CompareFilters = { text: '', verdict: '', agent: '', evidence: '' }

/** Reads the filters of an address. */
export function parseCompareFilters(params: URLSearchParams): CompareFilters {
  return {
    text: params.get('q') ?? '',
    verdict: params.get('verdict') ?? '',
    agent: params.get('agent') ?? '',
    evidence: params.get('evidence') ?? '',
  }
}

/** The filters as parameters of an address. */
export function printCompareFilters({ text, ...rest }: CompareFilters): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ q: text, ...rest }))
    if (value !== '') params.set(name, value)
  return params
}
