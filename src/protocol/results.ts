import type { RunWithContents } from '../core/report/merge-contents.ts'
import type { z } from 'zod'
import type { RunReport, UnhandledSchema } from '../core/report/schema.ts'

/** Requests that were made while no run was open, by host and test. */
export type UnhandledRequests = z.infer<typeof UnhandledSchema>

/** A run as the worker publishes it, with the large parts it refers to. */
export type PublishedRun = RunWithContents

/** The summary of a run in `task.meta`, for other reporters to read. */
export interface RunSummary {
  runId: string
  name: string
  status: RunReport['status']
  mode: RunReport['mode']
  cassette: string
  matchRate: number | null
  divergences: number
}

/** Reduces a run to its summary. */
export function summarizeRun(run: RunReport): RunSummary {
  const { runId, name, status, mode, cassette, matchRate } = run
  return { runId, name, status, mode, cassette, matchRate, divergences: run.divergences.length }
}
