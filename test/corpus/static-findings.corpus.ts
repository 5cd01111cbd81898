import { expect, it } from 'vitest'
import {
  analyseCassette,
  OFF_BY_DEFAULT,
} from '../../src/core/analysis/findings/find-static-findings.ts'
import { compareReplays } from '../../src/core/analysis/determinism/compare-replays.ts'
import { scoreOf } from '../../src/core/analysis/determinism/score.ts'
import { isStable, tallyPositions } from '../../src/core/analysis/determinism/tally-positions.ts'
import { FindingTypeSchema, StaticFindingSchema } from '../../src/core/analysis/findings/schema.ts'
import { corpusCassettes } from './corpus-cassettes.ts'
import { drawSample, findAll, precisionOf, readJudged } from './findings-sample.ts'
import { countEach, textTable } from './text-table.ts'
import { loadTrajectories } from './trajectories/load-trajectories.ts'
import { type TrialAction, trialActions } from './trajectories/trial-actions.ts'

const SIZE = 100
const LEAST = 0.9

const folder = process.env['VITEST_REPLAY_CORPUS']!
const cassettes = corpusCassettes(folder)
const found = findAll(cassettes)
const sample = drawSample(found, SIZE)
const judged = new Map(readJudged().map((one) => [one.id, one]))

it('finds what the schema says, at places that exist', () => {
  expect(cassettes.length).toBeGreaterThan(500)
  const wrong = found.filter(({ finding }) => !StaticFindingSchema.safeParse(finding).success)
  expect(wrong).toEqual([])
})

it('every finding that is drawn was judged by a person', () => {
  const missing = sample.filter(({ id }) => !judged.has(id))
  const skeleton = missing.map(({ id, file, excerpt, finding: { type, index, path } }) => {
    return { id, type, file, index, path, excerpt, verdict: null, reason: '' }
  })

  expect(sample.length).toBe(SIZE)
  expect(skeleton).toEqual([])
})

it('nine of ten findings are true, of each type that is on by default', () => {
  const drawn = sample.flatMap(({ id }) => judged.get(id) ?? [])
  const poor = precisionOf(drawn).filter(({ right, all }) => right / all < LEAST)

  expect(poor.map(({ type }) => type).filter((type) => !OFF_BY_DEFAULT.has(type))).toEqual([])
})

it('prints counts by type and the precision of the sample', () => {
  const kinds = (values: string[]) => countEach(values).map(([value, n]) => [value, String(n)])
  const drawn = sample.flatMap(({ id }) => judged.get(id) ?? [])
  const scores = cassettes.map(({ cassette }) => analyseCassette(cassette).predictedScore)
  const band = (score: number) =>
    score >= 90 ? '90-100' : score >= 70 ? '70-89' : score >= 50 ? '50-69' : '0-49'
  console.log(
    [
      `Static findings: ${found.length} in ${new Set(found.map(({ file }) => file)).size} of ${cassettes.length} cassettes, ` +
        `${cassettes.filter(({ cassette }) => cassette.header.recordedAt !== '').length} of them with a known time`,
      textTable([
        ['type, severity', 'findings'],
        ...kinds(found.map(({ finding: { type, severity } }) => `${type}, ${severity}`)),
      ]),
      `Judged by hand, ${drawn.length}:`,
      textTable([
        ['type', 'true', 'judged', 'precision', 'recordings'],
        ...precisionOf(drawn).map(({ type, right, all }) => [
          OFF_BY_DEFAULT.has(type) ? `${type} (off by default)` : type,
          String(right),
          String(all),
          `${((100 * right) / all).toFixed(0)} %`,
          String(new Set(drawn.filter((one) => one.type === type).map(({ file }) => file)).size),
        ]),
      ]),
      `Found nowhere, so not judged: ${FindingTypeSchema.options.filter((type) => !found.some(({ finding }) => finding.type === type)).join(', ')}`,
      'Predicted scores:',
      textTable([['score', 'cassettes'], ...kinds(scores.map(band))]),
    ].join('\n'),
  )
})

it('scores the trials of tau-bench as replays are scored: by positions that are the same in all of them', () => {
  const tasks = new Map<string, TrialAction[][]>()
  for (const { source, script } of loadTrajectories(folder).trajectories) {
    if (source !== 'tau-bench') continue
    const task = script.name.split('#')[0]!
    const tools = trialActions(script).filter(({ type }) => type === 'tool')
    tasks.set(task, [...(tasks.get(task) ?? []), tools])
  }
  const scored = [...tasks.values()].map((trials) => ({
    names: new Set(trials.map((tools) => tools.map(({ name }) => name).join(' '))).size,
    sameNames: scoreTrials(trials, false),
    sameInputs: scoreTrials(trials, true),
  }))
  const mean = (read: (one: (typeof scored)[number]) => number) =>
    (scored.reduce((sum, one) => sum + read(one), 0) / scored.length).toFixed(1)
  console.log(
    `tau-bench, four trials each: ${scored.filter(({ sameNames }) => sameNames === 100).length} of ${scored.length} tasks have the same tool names in all of them; ` +
      `mean score ${mean(({ sameNames }) => sameNames)} by names, ${mean(({ sameInputs }) => sameInputs)} by names and inputs`,
  )

  expect([...tasks.values()].every((trials) => trials.length === 4)).toBe(true)
  // The score is 100 where the sequences of names are one, and nowhere else.
  expect(scored.filter(({ names, sameNames }) => (names === 1) !== (sameNames === 100))).toEqual([])
})

/** The determinism score of trials, without their final outputs: of what is called, or also of what it is asked. */
function scoreTrials(trials: ReadonlyArray<readonly TrialAction[]>, byInputs: boolean): number {
  const [first, ...others] = trials.map((tools) => ({
    end: undefined,
    actions: tools.map(({ name, type, operation, asked }, index) => ({
      index,
      type,
      name,
      operation,
      parent: null,
      start: index,
      duration: 0.5,
      asked: byInputs ? asked : { ...asked, body: null },
      answeredBy: null,
      output: undefined,
      source: null,
    })),
  }))
  const comparisons = others.map((other) => compareReplays(first!, other))
  const positions = tallyPositions(first!.actions.length, comparisons).filter(
    ({ key }) => key !== 'end',
  )
  return scoreOf(positions.filter(isStable).length, positions.length)
}
