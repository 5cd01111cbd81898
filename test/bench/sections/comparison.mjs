import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median, runChild } from '../child.mjs'
import { row } from '../row.mjs'
import { ms, renderTable } from '../table.mjs'

const work = fileURLToPath(new URL('../.work/comparison', import.meta.url))
const once = fileURLToPath(new URL('../compare-once.mjs', import.meta.url))

const RUNS = 10_000
const CASES = [
  ['10,000 runs a side, equal', { runs: RUNS, changed: 0 }, { identical: RUNS }],
  ['10,000, 2 % changed', { runs: RUNS, changed: 0.02 }, { identical: 9800, equivalent: 200 }],
  ['1,000, all changed', { runs: 1000, changed: 1 }, { equivalent: 1000 }],
]

/** Two reports of runs of ten actions, read and compared; beside it, what else could be done with them. */
export async function comparison(rounds) {
  const rows = []
  const all = {}
  for (const [name, sides, wanted] of CASES) {
    const folder = `${work}/${sides.runs}-${sides.changed}`
    mkdirSync(folder, { recursive: true })
    const { sizes } = await compare({ folder, how: 'write', write: sides })
    const results = { ours: [], parse: [], json: [], align: [] }
    for (let round = 0; round < rounds; round++)
      for (const how of Object.keys(results))
        if (how === 'ours' || round === 0) results[how].push(await compare({ folder, how }))
    for (const [verdict, count] of Object.entries(wanted))
      if (results.ours[0].totals[verdict] !== count)
        throw new Error(`${name}: ${JSON.stringify(results.ours[0].totals)}`)
    all[name] = results.ours
    const labels = {
      ours: 'read and checked, compared',
      parse: 'JSON.parse of both, no more',
      json: 'every action unpacked and compared as JSON',
      align: 'every run unpacked and aligned',
    }
    for (const [how, label] of Object.entries(labels)) {
      const of = (read) => median(results[how].map(read))
      rows.push([
        how === 'ours'
          ? `${name} (${sizes.map((size) => `${size.toFixed(0)} MB`).join(', ')})`
          : '',
        label,
        ms(of(({ readMs }) => readMs)),
        ms(of(({ comparedMs }) => comparedMs)),
        `${of(({ rssMb }) => rssMb).toFixed(0)} MB`,
      ])
    }
  }
  const seconds = (name) => all[name].map((one) => (one.readMs + one.comparedMs) / 1000)
  return {
    title: 'comparing two releases',
    table: renderTable(['', '', 'read, ms', 'compared, ms', 'memory'], rows),
    rows: [
      ...CASES.map(([name]) =>
        row(`${name}, reading included`, seconds(name), { target: 5, unit: ' s' }),
      ),
      row(
        'memory',
        all[CASES[0][0]].map(({ rssMb }) => rssMb),
        { target: 1000, unit: ' MB' },
      ),
    ],
  }
}

async function compare(job) {
  const { printed } = await runChild(once, job)
  return printed
}
