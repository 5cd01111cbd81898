import type { RunWithContents } from '../core/report/contents/merge-contents.ts'
import type { ConsoleLine, ExecutionPlace } from '../core/run-events/schema.ts'
import type { z } from 'zod'
import type { RunReport, UnhandledSchema } from '../core/report/schema.ts'

/** Requests that were made while no run was open, by host and test. */
export type UnhandledRequests = z.infer<typeof UnhandledSchema>

/** A run as the worker publishes it, with the large parts it refers to, and what the store of runs keeps beside them. */
export interface PublishedRun extends RunWithContents {
  /** Where it took place; absent where no runs are kept. */
  environment?: ExecutionPlace | undefined
  /** The texts that were printed within it. */
  console?: readonly ConsoleLine[] | undefined
}

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
