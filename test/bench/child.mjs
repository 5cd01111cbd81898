import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { origin } from './server.mjs'

const run = promisify(execFile)
const measureFile = fileURLToPath(new URL('measure.mjs', import.meta.url))

/** Where a candidate keeps its recordings. */
export function recordings(candidate) {
  return fileURLToPath(new URL(`.work/recordings/${candidate}`, import.meta.url))
}

/** Measures one candidate at one piece of work, in a fresh process. */
export async function measure(candidate, work, mode, count, options = {}) {
  const folder = recordings(candidate)
  mkdirSync(folder, { recursive: true })
  const name = `${work}-${count}`
  const job = { candidate, work, mode, count, name, folder, origin, verify: false, ...options }
  const { stdout } = await run(process.execPath, [measureFile, JSON.stringify(job)], {
    maxBuffer: 1e8,
    timeout: 300_000,
  })
  return JSON.parse(stdout)
}

/** Measures in turn, round by round, so that a busy moment of the machine hits every candidate. */
export async function interleave(candidates, rounds, once) {
  const results = Object.fromEntries(candidates.map((candidate) => [candidate, []]))
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) results[candidate].push(await once(candidate))
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

/** The median of the ratios of each round: what slows a whole round down cancels out. */
export function ratio(results, candidate, base, read) {
  return median(results[candidate].map((one, round) => read(one) / read(results[base][round])))
}
