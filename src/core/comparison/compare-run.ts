import { shortHash, slugOf } from '../cassette/cassette-path.ts'
import type { JsonValue } from '../json.ts'
import type { ComparedRun } from '../report/comparison-facts.ts'
import type { RunComparison } from '../report/comparison-schema.ts'
import { compareTakes } from './numbers/compare-takes.ts'
import { comparedExecutions } from './pairing/compared-executions.ts'
import { cutDivergences, cutText } from './judging/cut-divergences.ts'
import { evidenceOf } from './pairing/evidence.ts'
import { judgeRun } from './judging/judge-run.ts'
import type { Judgement } from './judging/judgement.ts'
import type { RunPair } from './pairing/pair-runs.ts'
import type { PerformedRun, ReleaseRun } from './runs/performed-run.ts'
import type { NumberOptions } from './numbers/release-numbers.ts'
import { runFacts } from './numbers/run-facts.ts'
import { plainOutput, comparableRuns } from './runs/comparable-runs.ts'
import { compareToolSequence } from './judging/tool-sequence.ts'

/** Options of the comparison of one run. */
export interface CompareRunOptions extends NumberOptions {
  /**
   * Number of runs that have several takes: with many, some differ by chance.
   *
   * @default 1
   */
  runsWithTakes?: number
}

/** A compared run. */
export interface ComparedRunResult {
  run: ComparedRun
  /** The behaviour of the head's code is not known. */
  unreplayed: boolean
}

/** Compares one run of two releases. */
export function compareRun(pair: RunPair, options: CompareRunOptions = {}): ComparedRunResult {
  const { base, head, renamed } = pair
  const run = (head ?? base)!
  const evidence = evidenceOf(pair)
  const isRecorded = evidence === 'recording' || evidence === 'takes'
  const metrics = isRecorded
    ? compareTakes(base!.recordings, head!.recordings, {
        tolerance: options.tolerance,
        runs: options.runsWithTakes ?? 1,
      })
    : []
  const judgement = judgeRun(pair, metrics)
  const executions = comparedExecutions(pair)
  return {
    unreplayed: judgement.unreplayed !== null,
    run: {
      id: idOf(run),
      name: run.name,
      test: { file: run.identity.file, fullName: run.identity.fullName },
      project: run.identity.project,
      agent: run.agent,
      workflow: run.workflow,
      tags: [...run.tags],
      renamedFrom: renamed && base ? nameOf(base) : null,
      verdict: judgement.verdict,
      reasonCodes: judgement.reasons,
      evidence: judgement.evidence,
      unreplayed: judgement.unreplayed,
      comparedWith: judgement.comparedWith,
      base: base && runFacts(base, executions?.base),
      head: head && runFacts(head, executions?.head),
      positions: judgement.positions,
      ...cutDivergences(judgement.divergences),
      ...differencesOf(judgement),
      metrics,
    },
  }
}

function idOf({ name, identity: { project, cassette } }: ReleaseRun): string {
  const identity = JSON.stringify([project, cassette])
  return `${slugOf(name).slice(0, 40)}-${shortHash(identity)}${shortHash(`again ${identity}`)}`
}

function nameOf({ identity: { file, fullName, cassette } }: ReleaseRun) {
  return { file, fullName, cassette }
}

const MAX_OUTPUT = 20_000

function differencesOf({ differing }: Judgement): Pick<RunComparison, 'tools' | 'finalOutput'> {
  if (!differing) return { tools: null, finalOutput: null }
  const [base, head] = endTexts(...comparableRuns(differing.base, differing.head))
  return {
    tools: compareToolSequence(differing.base, differing.head),
    finalOutput:
      base === head ? null : { base: cutText(base, MAX_OUTPUT), head: cutText(head, MAX_OUTPUT) },
  }
}

/** Prints the ends of two runs. Types of values are shown only if the JSON does not differ. */
function endTexts(base: PerformedRun, head: PerformedRun): [string, string] {
  const plain = [base, head].map((run) => endText(run.end, plainOutput(run))) as [string, string]
  if (plain[0] !== plain[1]) return plain
  return [endText(base.end, base.end?.output), endText(head.end, head.end?.output)]
}

function endText(end: PerformedRun['end'], output: JsonValue | undefined): string {
  if (!end) return '(cut off)'
  if (end.error) return `${end.error.name}: ${end.error.message}`
  return output === undefined ? '' : printed(output)
}

function printed(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
