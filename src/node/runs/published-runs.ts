import type { TestCase } from 'vitest/node'
import type { RunReport } from '../../core/report/schema.ts'
import { ARTIFACT_TYPE } from '../../protocol/keys.ts'
import { PublishedRunSchema } from '../../protocol/published-run.ts'
import type { PublishedRun } from '../../protocol/results.ts'

/** The runs that a test has published, in all of its attempts. */
export function publishedBy(test: TestCase): PublishedRun[] {
  return test
    .artifacts()
    .filter(({ type }) => (type as string) === ARTIFACT_TYPE)
    .flatMap(({ attachments }) => attachments ?? [])
    .flatMap(({ body }) =>
      typeof body === 'string' ? [PublishedRunSchema.parse(JSON.parse(body))] : [],
    )
}

/** The runs of a test as its result makes them: where an assertion of its own failed, none of them has passed. */
export function asTested(
  test: TestCase,
  published: readonly PublishedRun[],
): readonly PublishedRun[] {
  const hasFailed = (attempt: number) =>
    published.some(({ run }) => run.attempt === attempt && run.status !== 'passed')
  const last = Math.max(...published.map(({ run }) => run.attempt))
  const isOwn = (attempt: number) =>
    test.result().state === 'failed' || (attempt < last && !test.options.repeats)
  return published.map((one) =>
    isOwn(one.run.attempt) && !hasFailed(one.run.attempt)
      ? { ...one, run: { ...one.run, status: 'failed', error: one.run.error ?? OWN_ASSERTION } }
      : one,
  )
}

export const OWN_ASSERTION = 'the test failed by an assertion of its own'

export function inProject(
  one: PublishedRun,
  project: string,
  expectedToFail: boolean,
): PublishedRun {
  return { ...one, run: { ...one.run, project, expectedToFail } }
}

/**
 * A repetition is not a retry: each has to pass. A test with both has failed if one of its
 * repetitions has.
 */
export function isWorstKept(test: TestCase): boolean {
  const { repeats = 0, retry } = test.options
  return repeats > 0 && (!retry || test.result().state === 'failed')
}

export function isWorse(a: RunReport, b: RunReport): boolean {
  if (a.status !== b.status) return a.status !== 'passed'
  return (a.matchRate ?? 1) < (b.matchRate ?? 1)
}

/** Orders runs by their tests. */
export function byTest(a: RunReport, b: RunReport): number {
  const keyOf = (run: RunReport) =>
    `${run.test.file}\n${run.test.fullName}\n${run.name}\n${run.project}\n${String(run.take ?? 1).padStart(4, '0')}`
  return keyOf(a) < keyOf(b) ? -1 : 1
}

/** Lists the rules that no run used. */
export function unusedOf(rules: readonly string[], runs: readonly RunReport[]): string[] {
  const used = new Set(
    runs.flatMap(({ rules: own }) =>
      own.flatMap(({ rule, uses, inComparisons }) => (uses > 0 || inComparisons ? [rule] : [])),
    ),
  )
  return rules.filter((rule) => !used.has(rule))
}
