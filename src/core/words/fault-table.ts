import type { FaultOutcome, FaultVerdict } from '../faults/fault.ts'
import { FAULT_VERDICTS } from '../faults/fault-kinds.ts'
import { plural } from './plural.ts'
import { ACCEPTED, faultOf } from './render-fault-outcomes.ts'

/** The outcomes of one fault on one agent. */
export interface FaultCell {
  /** The worst of them. */
  verdict: FaultVerdict
  /** The number of those with that verdict, and of all. */
  count: number
  of: number
}

/** Agents beside the faults that they were tried with. */
export interface FaultTable {
  faults: string[]
  rows: Array<{ agent: string; cells: Array<FaultCell | null>; refused: number; tried: number }>
}

interface TriedAgent {
  agent: string | null
  name: string
  faults?: readonly FaultOutcome[] | undefined
}

/** Lays out the faults of runs, an agent a row, those that bear least first; `null` where none was tried. */
export function faultTable(runs: readonly TriedAgent[]): FaultTable | null {
  const agents = new Map<string, FaultOutcome[]>()
  for (const { agent, name, faults = [] } of runs)
    if (faults.length > 0)
      agents.set(agent ?? name, [...(agents.get(agent ?? name) ?? []), ...faults])
  if (agents.size === 0) return null
  const all = [...agents.values()].flat()
  const faults = [...new Set(all.map(faultOf))]
  const rows = Array.from(agents, ([agent, outcomes]) => ({
    agent,
    cells: faults.map((fault) => cellOf(outcomes.filter((one) => faultOf(one) === fault))),
    refused: outcomes.filter(({ verdict }) => !ACCEPTED.includes(verdict)).length,
    tried: outcomes.length,
  }))
  return { faults, rows: rows.sort((a, b) => b.refused - a.refused) }
}

function cellOf(outcomes: readonly FaultOutcome[]): FaultCell | null {
  const verdict = FAULT_VERDICTS.find((each) => outcomes.some((one) => one.verdict === each))
  if (!verdict) return null
  const count = outcomes.filter((one) => one.verdict === verdict).length
  return { verdict, count, of: outcomes.length }
}

/** Returns `true` where the agent did not bear a fault. */
export function isRefused({ verdict }: Pick<FaultCell, 'verdict'>): boolean {
  return !ACCEPTED.includes(verdict)
}

/** The mark of a verdict, which no colour has to tell. */
export function markOf(cell: Pick<FaultCell, 'verdict'>): string {
  return isRefused(cell) ? '\u2717' : cell.verdict === 'left_recording' ? '?' : '\u2713'
}

/** Prints a cell in a few words. */
export function printFaultCell(cell: FaultCell | null): string {
  if (!cell) return ''
  const { verdict, count, of } = cell
  return `${markOf(cell)} ${verdict.replaceAll('_', ' ')}${count < of ? ` ${count}/${of}` : ''}`
}

/** Sums a table up in a line. */
export function describeFaults({ rows }: FaultTable): string {
  const tried = rows.reduce((sum, row) => sum + row.tried, 0)
  const refused = rows.reduce((sum, row) => sum + row.refused, 0)
  const of = `${plural(tried, 'fault')} tried on ${plural(rows.length, 'agent')}`
  return refused === 0 ? `${of}, all borne` : `${of}, ${refused} not borne`
}
