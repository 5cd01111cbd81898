import {
  type CompareFilters,
  NO_COMPARE_FILTERS,
  parseCompareFilters,
  printCompareFilters,
} from './compare-filters.ts'
import { parseLedgerFilters, printLedgerFilters, type LedgerFilters } from './ledger-filters.ts'

export const TABS = ['telemetry', 'simulation', 'determinism'] as const
export type Tab = (typeof TABS)[number]

export const WINDOWS = ['24h', '7d', '30d', 'all'] as const
export type TimeWindow = (typeof WINDOWS)[number]

export const GROUPS = ['', 'file', 'cause'] as const
/** The grouping of the list of runs; empty for none. */
export type Grouping = (typeof GROUPS)[number]

export const SORTS = [
  'attention',
  'started',
  'name',
  'agent',
  'status',
  'duration',
  'actions',
  'cost',
  'success',
  'match',
  'determinism',
] as const
export type SortKey = (typeof SORTS)[number]

/** The filters and the order of the list of runs. */
export interface RunFilters {
  text: string
  status: string
  agent: string
  tag: string
  release: string
  minCost: number
  since: TimeWindow
  group: Grouping
  sort: SortKey
  descending: boolean
}

export const NO_FILTERS: RunFilters = {
  text: '',
  status: '',
  agent: '',
  tag: '',
  release: '',
  minCost: 0,
  since: 'all',
  group: '',
  sort: 'attention',
  descending: true,
}

/** Returns `true` for filters that may hide runs. */
export function isNarrowed(filters: RunFilters): boolean {
  return HIDING.some((key) => filters[key] !== NO_FILTERS[key])
}

const HIDING = ['text', 'status', 'agent', 'tag', 'release', 'minCost', 'since'] as const

/** The two views of a run's actions. */
export type TelemetryView = 'actions' | 'conversation'

/** The place of the reader. All of it is in the address, so that it can be sent to a colleague. */
export type Route =
  | { page: 'runs'; filters: RunFilters }
  | { page: 'run'; id: string; tab: Tab; action: number | null; view: TelemetryView }
  | CompareRoute
  | { page: 'history' }
  | LedgerRoute

/** The ledger of all actions. */
export interface LedgerRoute {
  page: 'actions'
  filters: LedgerFilters
}

/** A comparison, or one of its runs. */
export interface CompareRoute {
  page: 'compare'
  /** The index of the comparison among the open ones, from 0. */
  of: number
  id: string | null
  filters: CompareFilters
}

/** Parses an address; parts that cannot be parsed get their defaults. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const params = new URLSearchParams(query)
  const [page, id, tab] = path.split('/').map(decode)
  if (page === 'history') return { page: 'history' }
  if (page === 'actions') return { page: 'actions', filters: parseLedgerFilters(params) }
  if (page === 'compare') return parseCompare(id, params)
  if (page !== 'run' || !id) return { page: 'runs', filters: parseFilters(params) }
  const action = Number(params.get('action') ?? Number.NaN)
  return {
    page: 'run',
    id,
    tab: TABS.find((known) => known === tab) ?? 'telemetry',
    action: Number.isSafeInteger(action) && action >= 0 ? action : null,
    view: params.get('view') === 'conversation' ? 'conversation' : 'actions',
  }
}

/** The address of a place. */
export function printRoute(route: Route): string {
  if (route.page === 'history') return '#/history'
  if (route.page === 'actions') return withQuery('#/actions', printLedgerFilters(route.filters))
  if (route.page === 'compare') return printCompare(route)
  if (route.page === 'runs') return withQuery('#/', printFilters(route.filters))
  const params = new URLSearchParams()
  if (route.action !== null) params.set('action', String(route.action))
  if (route.view === 'conversation') params.set('view', route.view)
  return withQuery(`#/run/${encodeURIComponent(route.id)}/${route.tab}`, params)
}

/** The address of a comparison, or of one of its runs. */
export function compareHref(part: Partial<CompareRoute> = {}): string {
  return printCompare({ page: 'compare', of: 0, id: null, filters: NO_COMPARE_FILTERS, ...part })
}

/** The address of a run. */
export function runHref(id: string, tab: Tab = 'telemetry', action: number | null = null): string {
  return printRoute({ page: 'run', id, tab, action, view: 'actions' })
}

function parseCompare(id: string | undefined, params: URLSearchParams): CompareRoute {
  const of = Number(params.get('of') ?? 1) - 1
  return {
    page: 'compare',
    of: Number.isSafeInteger(of) && of >= 0 ? of : 0,
    id: id || null,
    filters: parseCompareFilters(params),
  }
}

function printCompare({ of, id, filters }: CompareRoute): string {
  const params = printCompareFilters(filters)
  if (of > 0) params.set('of', String(of + 1))
  return withQuery(id === null ? '#/compare' : `#/compare/${encodeURIComponent(id)}`, params)
}

function parseFilters(params: URLSearchParams): RunFilters {
  const minCost = Number(params.get('cost') ?? 0)
  const sort = params.get('sort') ?? ''
  const key = SORTS.find((known) => known === sort.replace(/^-/, ''))
  return {
    text: params.get('q') ?? '',
    status: params.get('status') ?? '',
    agent: params.get('agent') ?? '',
    tag: params.get('tag') ?? '',
    release: params.get('release') ?? '',
    minCost: Number.isFinite(minCost) && minCost > 0 ? minCost : 0,
    since: WINDOWS.find((known) => known === params.get('since')) ?? 'all',
    group: GROUPS.find((known) => known === params.get('group')) ?? '',
    sort: key ?? 'attention',
    descending: key ? sort.startsWith('-') : true,
  }
}

function printFilters(filters: RunFilters): URLSearchParams {
  const params = new URLSearchParams()
  const { text, status, agent, tag, release, minCost, since, group, sort, descending } = filters
  for (const [name, value] of Object.entries({ q: text, status, agent, tag, release, group }))
    if (value !== '') params.set(name, value)
  if (minCost > 0) params.set('cost', String(minCost))
  if (since !== 'all') params.set('since', since)
  if (sort !== 'attention') params.set('sort', `${descending ? '-' : ''}${sort}`)
  return params
}

function withQuery(path: string, params: URLSearchParams): string {
  const query = params.toString()
  return query === '' ? path : `${path}?${query}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export type RunRoute = Extract<Route, { page: 'run' }>
