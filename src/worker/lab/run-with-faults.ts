import { chooseTrials, type Trial } from '../../core/faults/choose-trials.ts'
import {
  combinationKey,
  combineTrials,
  drawCombinations,
  shrinkTrials,
  type CombinedTrial,
} from '../../core/faults/combine-trials.ts'
import type { FaultOutcome, FaultsOptions } from '../../core/faults/fault.ts'
import { judgeFault } from '../../core/faults/judge-fault.ts'
import { saysFailure } from '../../core/faults/says-failure.ts'
import type { Cassette } from '../../core/cassette/schema.ts'
import { ReplayError } from '../../core/errors.ts'
import { valueJson } from '../../core/matching/asked-of.ts'
import { ACCEPTED } from '../../core/words/render-fault-outcomes.ts'
import { coverFetch } from '../intercept/early-fetch.ts'
import type { AgentPass } from '../pass/agent-pass.ts'
import { compareEnd } from '../pass/final-output.ts'
import { Pacing } from '../pass/awaited/pacing.ts'
import { passOptions } from '../pass/pass-options.ts'
import { runPass } from '../pass/run-pass.ts'
import { RunawayGuard } from '../pass/limits/runaway-guard.ts'
import type { Agent } from '../prepare/agent.ts'
import type { PreparedRun } from '../prepare/prepare-run.ts'
import { coverTimeLimits } from './cover-time-limits.ts'
import { FaultOutcomes } from './fault-outcomes.ts'

const NO_PERTURBATION = { seed: 0, dimensions: new Set<never>() }

/** The most characters of an output that are shown. */
const MAX_SHOWN = 160

/** A run whose agent is tried with faults. */
export interface TriedRun {
  agent: Agent<unknown, unknown>
  prepared: PreparedRun
  cassette: Cassette
  /** The replay of the recording; absent for a recording that was not verified. */
  base: AgentPass | undefined
}

/**
 * Runs the agent once for each fault, from its recording: nothing is live, and no back-off takes time. Whoever asks again gets
 * the recorded answer, and whoever asks for something else gets none.
 *
 * @throws ReplayError `FAULTS_INVALID`, and `FAULTS_UNJUDGED` where the agent differs from its recording without a fault too.
 */
export async function runWithFaults(
  run: TriedRun,
  options: FaultsOptions,
): Promise<FaultOutcome[]> {
  // The run is long over, and the user's own `fetch` is back.
  const covers = [coverFetch(), coverTimeLimits()]
  try {
    const base = run.base ?? (await runOnce(run, passOptions(run.prepared, 'replay', run.cassette)))
    const control = await runFaulty(run, base, { cassette: run.cassette })
    refuseUnstable(run, control)
    const served = new Set(servedBy(control))
    const outcomes = new FaultOutcomes()
    const perform = async (parts: readonly Trial[]) => {
      const combined = combineTrials(run.cassette, parts)
      const pacing = new Pacing(combined.paces)
      const pass = await runFaulty(run, base, { cassette: combined.cassette, pacing })
      return outcomeOf(run, combined, { pass, pacing }, options.saysFailure)
    }
    const trials = chooseTrials(run.cassette, served, options)
    const borne: Trial[] = []
    for (const trial of trials) {
      const outcome = await perform([trial])
      outcomes.push(outcome)
      if (isBorne(outcome)) borne.push(trial)
    }
    if (options.combinations)
      outcomes.push(...(await tryCombinations(borne, options.combinations, perform)))
    return outcomes
  } finally {
    for (const uncover of covers) uncover()
  }
}

function runFaulty(
  run: TriedRun,
  base: AgentPass,
  { cassette, pacing }: { cassette: Cassette; pacing?: Pacing },
): Promise<AgentPass> {
  const { repeated = null, kept } = base.ledger.options.environment ?? {}
  const options = passOptions(run.prepared, 'replay', cassette, {
    given: repeated,
    kept,
    perturbation: NO_PERTURBATION,
    exactOnly: true,
  })
  const { name, options: given } = run.prepared
  // The agent's limit of attempts does not depend on the frequency of the fault.
  const guard = new RunawayGuard(name, run.cassette.actions.length, given.budget?.extraActions)
  return runOnce(run, { ...options, guard, skipsWaits: true, ...(pacing ? { pacing } : {}) })
}

async function runOnce(
  { agent, prepared }: TriedRun,
  options: ReturnType<typeof passOptions>,
): Promise<AgentPass> {
  // Trials are not part of the reported run.
  const pass = await runPass(agent, prepared, options, () => undefined)
  if (pass.ledger.failure) throw pass.ledger.failure
  return pass
}

function servedBy({ ledger }: AgentPass): number[] {
  return ledger.actions.flatMap(({ state, answer }) =>
    state.kind === 'served' && answer ? [answer.index] : [],
  )
}

function refuseUnstable({ prepared, cassette }: TriedRun, control: AgentPass): void {
  const { blocked } = control.ledger
  const isSame = compareEnd(cassette, control).differences.length === 0
  if (blocked.length === 0 && isSame) return
  throw new ReplayError('FAULTS_UNJUDGED', {
    attempted: `Failed to try faults on "${prepared.name}"`,
    reason: `without a fault the agent differs from its recording too: ${blocked[0] ?? 'its output is another one'}`,
    remedy: 'Let the run match its recording first',
  })
}

/** Tries faults together that are borne one by one, and shrinks what is not borne. */
async function tryCombinations(
  trials: readonly Trial[],
  { of = 2, runs = 20, seed = 1 }: NonNullable<FaultsOptions['combinations']>,
  perform: (parts: readonly Trial[]) => Promise<FaultOutcome>,
): Promise<FaultOutcome[]> {
  const found = new Map<string, FaultOutcome>()
  for (const drawn of drawCombinations(trials, { of, runs, seed })) {
    let outcome = await perform(drawn)
    let parts: readonly Trial[] = drawn
    if (!isBorne(outcome)) {
      parts = await shrinkTrials(drawn, async (fewer) => {
        const without = await perform(fewer)
        if (!isBorne(without)) outcome = without
        return !isBorne(without)
      })
    }
    found.set(combinationKey(parts), outcome)
  }
  return [...found.values()]
}

function isBorne({ verdict }: FaultOutcome): boolean {
  return ACCEPTED.includes(verdict)
}

function outcomeOf(
  { cassette }: TriedRun,
  { parts, faults }: CombinedTrial,
  { pass, pacing }: { pass: AgentPass; pacing: Pacing },
  ownSaysFailure: FaultsOptions['saysFailure'],
): FaultOutcome {
  const { ledger, outcome } = pass
  const served = servedBy(pass)
  // A late answer is one all the same, also to a call that another fault had met before.
  const delivered = parts.flatMap(({ target }, at) =>
    [...faults[at]!].some((index) => pacing.delivered.has(index)) ? [target.index] : [],
  )
  const reached = parts.map(({ fault, target }, at) => {
    const times = served.filter((index) => faults[at]!.has(index)).length
    const answers = served.filter((index) => index === target.index).length
    const isAnswered = answers > 0 || delivered.includes(target.index)
    return { fault, times, target, answers, isAnswered }
  })
  // A fault that the agent did not come to has no part in its end.
  const came = reached.filter(({ times }) => times > 0)
  const [first, ...others] = came.length > 0 ? came : reached
  const unanswered = came.find(({ answers }) => answers === 0)
  const times = came.reduce((sum, each) => sum + each.times, 0)
  const asked = times + (unanswered ? 0 : Math.max(0, ...came.map(({ answers }) => answers)))
  const recorded = cassette.end?.output && valueJson(cassette.end.output)
  const verdict = judgeFault({
    faults: came.map(({ fault }) => fault.kind),
    traces: parts.flatMap(({ traces }) => traces),
    isAnswered: came.length > 0 && came.every(({ isAnswered }) => isAnswered),
    doneTwice: came.some(
      ({ fault, isAnswered }) => fault.kind === 'duplicate_delivery' && isAnswered,
    ),
    ranAway: ledger.options.guard?.error !== undefined,
    left: ledger.blocked[0],
    isSame: compareEnd(cassette, pass).differences.length === 0,
    end:
      outcome.kind === 'threw'
        ? { error: outcome.stored }
        : {
            saysFailure: ownSaysFailure
              ? ownSaysFailure(outcome.output)
              : saysFailure(valueJson(outcome.stored), recorded),
          },
  })
  return {
    fault: first!.fault.kind,
    times: first!.times,
    action: first!.target.name,
    index: first!.target.index,
    ...(others.length > 0
      ? {
          with: others.map(({ fault, target: { name, index } }) => ({
            fault: fault.kind,
            action: name,
            index,
          })),
        }
      : {}),
    verdict,
    asked,
    end: verdict === 'left_recording' ? ledger.blocked[0]! : describe(outcome),
  }
}

function describe(outcome: AgentPass['outcome']): string {
  const text = outcome.kind === 'threw' ? outcome.text : JSON.stringify(valueJson(outcome.stored))
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 3)}...` : text
}
