import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { askedParts, askedPositions } from '../../src/core/analysis/findings/asked-parts.ts'
import { findStaticFindings } from '../../src/core/analysis/findings/find-static-findings.ts'
import {
  FindingTypeSchema,
  type FindingType,
  type StaticFinding,
} from '../../src/core/analysis/findings/schema.ts'
import { describeStaticFinding } from '../../src/core/words/findings/describe-static-finding.ts'
import type { CorpusCassette } from './corpus-cassettes.ts'
import { digest } from './trajectories/digest.ts'

const SEED = 'findings'

const JudgedSchema = z
  .object({
    id: z.string(),
    type: FindingTypeSchema,
    file: z.string(),
    index: z.number(),
    path: z.string().nullable(),
    verdict: z.boolean(),
    reason: z.string().min(10),
  })
  .strict()

/** A finding that was drawn, and what a person who read it says. */
type Judged = z.infer<typeof JudgedSchema>

/** A finding in a recording of the corpus. */
export interface CorpusFinding {
  /** Of the place and the value, so that the value itself need not be kept. */
  id: string
  file: string
  source: string
  finding: StaticFinding
  excerpt: string
}

/** Every finding in cassettes, those that are off by default too. */
export function findAll(cassettes: readonly CorpusCassette[]): CorpusFinding[] {
  return cassettes.flatMap(({ source, path: file, cassette }) =>
    findStaticFindings(cassette, { enable: FindingTypeSchema.options }).map((facts) => {
      const finding = describeStaticFinding(facts)
      const { type, index, path, values } = finding
      const id = digest(JSON.stringify([file, type, index, path, values.recorded])).slice(0, 12)
      const position = askedPositions(cassette).find((one) => one.index === index)!
      const part = askedParts(position).find((one) => one.path === path)
      return { id, file, source, finding, excerpt: excerptOf(String(part?.value ?? ''), finding) }
    }),
  )
}

function excerptOf(text: string, { values, description }: StaticFinding): string {
  const value = values.recorded ?? ''
  const at = value === '' ? -1 : text.indexOf(value)
  if (at === -1) return description
  const before = text.slice(Math.max(0, at - 40), at)
  return (before + text.slice(at, at + value.length + 20))
    .slice(0, 120)
    .replace(/(\/Users\/|\/home\/)[\w.-]+/g, '$1(name)')
    .replace(/[0-9a-f]{32,}/g, '(hex)')
}

/** Draws findings by seed: in turn of each type and severity, of as many recordings as there are. */
export function drawSample(found: readonly CorpusFinding[], size: number): CorpusFinding[] {
  const order = ({ id }: CorpusFinding) => digest(`${SEED} ${id}`)
  const groups = new Map<string, CorpusFinding[]>()
  const inFile = new Map<string, number>()
  for (const one of found.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const { type, severity, cause } = one.finding
    const group = `${type} ${severity} ${cause}`
    groups.set(group, [...(groups.get(group) ?? []), one])
  }
  const rank = (group: string, { file }: CorpusFinding) => {
    const rank = inFile.get(`${group} ${file}`) ?? 0
    inFile.set(`${group} ${file}`, rank + 1)
    return rank
  }
  const queues = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, some]) =>
      some
        .map((one) => ({ one, rank: rank(group, one) }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ one }) => one),
    )
  const drawn: CorpusFinding[] = []
  while (drawn.length < size && queues.some((queue) => queue.length > 0))
    for (const queue of queues) {
      const next = drawn.length < size ? queue.shift() : undefined
      if (next) drawn.push(next)
    }
  return drawn
}

/** Reads the findings that were judged. */
export function readJudged(): Judged[] {
  const file = new URL('findings-sample.json', import.meta.url)
  return z.array(JudgedSchema).parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** The share of true findings among those judged, by type. */
export function precisionOf(
  judged: readonly Judged[],
): Array<{ type: FindingType; right: number; all: number }> {
  return FindingTypeSchema.options.flatMap((type) => {
    const own = judged.filter((one) => one.type === type)
    const right = own.filter(({ verdict }) => verdict).length
    return own.length > 0 ? [{ type, right, all: own.length }] : []
  })
}
