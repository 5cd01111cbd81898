import type { Determinism } from '../../core/analysis/determinism/schema.ts'
import { coverFetch } from '../intercept/early-fetch.ts'
import { runPass } from '../pass/run-pass.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { passOptions } from '../pass/pass-options.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { sharedState } from '../context/test-context.ts'
import { measureDeterminism, type MeasuredRun } from './measure-determinism.ts'

/** Default number of replays for a score. */
const REPLAYS = 3

/** The required determinism score, 0 to 100; `undefined` where none is required. */
export function wantedScore({ options }: Pick<PreparedRun, 'options'>): number | undefined {
  if (options.thresholds === false) return undefined
  return options.thresholds?.determinism ?? sharedState.file!.options.thresholds?.determinism
}

/** Measures the determinism of a run that has ended, with the number of replays in the options. */
export async function measureRun(
  measured: Omit<MeasuredRun, 'base' | 'replays'> & { base: AgentPass | undefined },
): Promise<Determinism> {
  const { agent, prepared, cassette, follow } = measured
  // An assertion measures when the run is long over, and the user's own `fetch` is back.
  const uncover = coverFetch()
  try {
    // A recording that was not verified has not been replayed yet.
    const base =
      measured.base ??
      (await runPass(agent, prepared, passOptions(prepared, 'replay', cassette), follow))
    const replays = askedReplays(prepared) || REPLAYS
    return await measureDeterminism({ ...measured, base, replays })
  } finally {
    uncover()
  }
}

/**
 * Measures only where an option requires it. A run that was stopped as a runaway is not started
 * again.
 */
export async function measureIfAsked(
  prepared: PreparedRun,
  base: AgentPass | undefined,
  measure: () => Promise<Determinism>,
): Promise<Determinism | null> {
  if (prepared.learns || base?.ledger.options.guard?.error) return null
  return askedReplays(prepared) > 0 ? measure() : null
}

function askedReplays(prepared: PreparedRun): number {
  const { replays } = prepared.options
  const asked = replays ?? sharedState.file!.options.replays
  return asked ?? (wantedScore(prepared) === undefined ? 0 : REPLAYS)
}
