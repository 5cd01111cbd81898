import { compareReplays } from '../../core/analysis/determinism/compare-replays.ts'
import {
  findInstability,
  mergeFindings,
  type InstabilityFacts,
} from '../../core/analysis/determinism/find-instability.ts'
import type { Determinism } from '../../core/analysis/determinism/schema.ts'
import { bandOf, scoreOf } from '../../core/analysis/determinism/score.ts'
import {
  isStable,
  tallyPositions,
  type TalliedPosition,
} from '../../core/analysis/determinism/tally-positions.ts'
import { describeInstability } from '../../core/words/findings/describe-instability.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { runPass, type FollowPass } from '../pass/run-pass.ts'
import { type AgentPass } from '../pass/agent-pass.ts'
import { passOptions } from '../pass/pass-options.ts'
import type { Perturbation } from '../environment/read-ledger.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import type { Waiver } from '../../core/options/run-options.ts'
import type { Agent } from '../prepare/agent.ts'
import { attributePositions } from './attribute-positions.ts'
import { replaySide } from './replay-side.ts'
import { chooseDimensions, chooseSeed } from './choose-perturbation.ts'

const MAX_FINDINGS = 100

/** A run to be replayed with perturbations. */
export interface MeasuredRun {
  agent: Agent<unknown, unknown>
  prepared: PreparedRun
  cassette: Cassette
  /** The replay that the others are compared with. */
  base: AgentPass
  replays: number
  follow: FollowPass
}

/**
 * Replays the agent with the same answers, with perturbed surroundings each time: another clock,
 * other random values, another order of answers. A position that changes is unstable, and is
 * attributed to its cause.
 */
export async function measureDeterminism(measured: MeasuredRun): Promise<Determinism> {
  const { agent, prepared, cassette, base } = measured
  const {
    repeated: given = null,
    kept,
    reads: baseReads = [],
  } = base.ledger.options.environment ?? {}
  const first = replaySide(base)
  const run = async (perturbation: Perturbation) => {
    const options = passOptions(prepared, 'replay', cassette, { given, kept, perturbation })
    const pass = await runPass(agent, prepared, options, measured.follow)
    if (pass.ledger.failure) throw pass.ledger.failure
    const reads = pass.ledger.options.environment?.reads ?? []
    return { comparison: compareReplays(first, replaySide(pass)), reads }
  }

  const { varied, pinned, notVaried } = chooseDimensions(prepared)
  const chosen = process.env['VITEST_REPLAY_SEED']
  const seed = chooseSeed(prepared.runId, chosen)
  // A seed from `VITEST_REPLAY_SEED` repeats the one replay that it was printed with.
  const seeds = Array.from({ length: chosen ? 1 : measured.replays }, (_, turn) => seed + turn)
  const comparisons = []
  for (const each of seeds)
    comparisons.push((await run({ seed: each, dimensions: new Set(varied) })).comparison)

  const count = first.actions.length
  const positions = tallyPositions(count, comparisons)
  let attributionReplays = 0
  const attributed = await attributePositions(positions, {
    seeds,
    varied,
    pinned,
    baseReads,
    run: async (perturbation) => {
      attributionReplays++
      const { comparison, reads } = await run(perturbation)
      return { changes: changesOf(tallyPositions(count, [comparison])), reads }
    },
  })
  const findings = attributed.map((one) => {
    const finding = findInstability(one)
    const waived = waiverOf(finding, prepared.options.waive ?? [])
    return { key: one.key, finding: { ...finding, waived } }
  })
  const isAccepted = (key: string) => {
    const own = findings.filter((one) => one.key === key && !one.finding.pinned)
    return own.length > 0 && own.every(({ finding }) => finding.waived !== null)
  }
  const stable = positions.filter((position) => isStable(position) || isAccepted(position.key))
  const score = scoreOf(stable.length, positions.length)
  return {
    score,
    band: bandOf(score),
    replays: seeds.length,
    seed,
    positions: positions.length,
    stable: stable.length,
    tiers: tiersOf(positions, seeds.length),
    attributionReplays,
    notVaried,
    findings: mergeFindings(findings.map(({ finding }) => finding))
      .slice(0, MAX_FINDINGS)
      .map(describeInstability),
  }
}

function changesOf(positions: readonly TalliedPosition[]) {
  return new Map(positions.flatMap(({ key, changes: [change] }) => (change ? [[key, change]] : [])))
}

function tiersOf(positions: readonly TalliedPosition[], replays: number): Determinism['tiers'] {
  const actions = positions.slice(0, -1)
  const without = (...kinds: string[]) =>
    actions.filter(
      ({ changes }) => !changes.some((change) => change && kinds.includes(change.kind)),
    )
  const ends = positions.at(-1)!.changes.filter((change) => change === null)
  return {
    actions: scoreOf(without('action').length, actions.length),
    inputs: scoreOf(without('action', 'input').length, actions.length),
    output: scoreOf(ends.length, replays),
  }
}

function waiverOf(found: InstabilityFacts, waivers: readonly Waiver[]): string | null {
  const waiver = waivers.find(
    ({ finding, action }) =>
      (finding === found.type || finding === found.cause) &&
      (action === undefined || action === found.action),
  )
  return waiver?.reason ?? null
}
