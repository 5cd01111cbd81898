import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { origin } from './server.mjs'

const run = promisify(execFile)
const measureFile = fileURLToPath(new URL('measure.mjs', import.meta.url))

/** Where a candidate keeps its recordings. */
export function recordings(candidate) {
  return fileURLToPath(new URL(`.work/recordings/${candidate}`, import.meta.url))
}

/** Lies there once every candidate has recorded what the other sections replay. */
export const allRecorded = fileURLToPath(new URL('.work/recordings/complete', import.meta.url))

/** Runs a script with a job in a fresh process, and returns what it printed. */
export async function runChild(script, job, flags = []) {
  const started = performance.now()
  const { stdout } = await run(process.execPath, [...flags, script, JSON.stringify(job)], {
    maxBuffer: 1e8,
    timeout: 300_000,
  })
  return { printed: JSON.parse(stdout), wallMs: performance.now() - started }
}

/** The time zone and locale that the main process of Vitest passes to its workers. */
const { timeZone: timezone, locale } = new Intl.DateTimeFormat().resolvedOptions()
const home = { timezone, locale }

/** Time of a process beside its work: it starts, reads the script, prints and ends. */
const AROUND_MS = 1500

/** Measures one candidate at one piece of work, in a fresh process. */
export async function measure(candidate, work, mode, count, options = {}) {
  const folder = recordings(candidate)
  mkdirSync(folder, { recursive: true })
  const name = `${work}-${count}`
  const job = {
    candidate,
    work,
    mode,
    count,
    name,
    folder,
    origin,
    home,
    verify: false,
    ...options,
  }
  const { printed, wallMs } = await runChild(measureFile, job)
  // The clock of this process is the judge of the child's: one that was replaced would tell another time.
  const { totalMs } = printed
  if (totalMs > wallMs || totalMs < (wallMs - AROUND_MS) / 2)
    throw new Error(
      `Failed to measure ${candidate}: its process took ${wallMs} ms and says ${totalMs} ms`,
    )
  return printed
}

/** Measures in turn, round by round, so that a busy moment of the machine hits every candidate. */
export async function interleave(candidates, rounds, once) {
  const results = Object.fromEntries(candidates.map((candidate) => [candidate, []]))
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) results[candidate].push(await once(candidate, round))
    process.stderr.write('.')
  }
  process.stderr.write('\n')
  return results
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median of the quieter half: a busy machine only ever adds. */
export function quieter(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return median(sorted.slice(0, Math.ceil(sorted.length / 2)))
}

/** The ratio of each round: what slows a whole round down cancels out. */
export function ratios(results, candidate, base, read) {
  return results[candidate].map((one, round) => read(one) / read(results[base][round]))
}

export function ratio(results, candidate, base, read) {
  return median(ratios(results, candidate, base, read))
}
