// One comparison of two reports in a process of its own, for its memory.
import { readFileSync, writeSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

const { folder, how, write } = JSON.parse(process.argv[2])
const work = await import('./.work/vitest-replay/dist/comparison-work.js')

function parseOnly() {
  const started = performance.now()
  for (const name of ['base', 'head']) JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
  return { readMs: performance.now() - started, comparedMs: 0 }
}

const ways = {
  write: () => ({ sizes: work.writeSides(folder, write) }),
  ours: () => work.comparisonWork(folder),
  json: () => work.naiveWork(folder, 'json'),
  align: () => work.naiveWork(folder, 'align'),
  parse: parseOnly,
}
const result = ways[how]()
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
const cpuMs = (userCPUTime + systemCPUTime) / 1000
writeSync(1, JSON.stringify({ ...result, cpuMs, rssMb: maxRSS / 1000 }))
