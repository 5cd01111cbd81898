// One comparison of two reports in a process of its own, for its memory.
import { readFileSync, writeSync } from 'node:fs'
import { now, usage } from './clock.mjs'

const { folder, how, write } = JSON.parse(process.argv[2])
const work = await import('./.work/vitest-replay/dist/comparison-work.js')

function parseOnly() {
  const started = now()
  for (const name of ['base', 'head']) JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
  return { readMs: now() - started, comparedMs: 0 }
}

const ways = {
  write: () => ({ sizes: work.writeSides(folder, write) }),
  ours: () => work.comparisonWork(folder),
  json: () => work.naiveWork(folder, 'json'),
  align: () => work.naiveWork(folder, 'align'),
  parse: parseOnly,
}
const result = ways[how]()
writeSync(1, JSON.stringify({ ...result, ...usage() }))
