// npm run bench [-- section ...] [-- --rounds=3] [-- --write]
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { buildEngine } from './build.mjs'
import { allRecorded } from './child.mjs'
import { describeMachine, limitsTable, readCommitted, writeCommitted } from './committed.mjs'
import { print, regressions, verdictOf } from './row.mjs'
import { alignment } from './sections/alignment.mjs'
import { comparisonGit } from './sections/comparison-git.mjs'
import { comparison } from './sections/comparison.mjs'
import { conversation } from './sections/conversation.mjs'
import { firstEvent } from './sections/first-event.mjs'
import { hostileTexts } from './sections/hostile-texts.mjs'
import { journal } from './sections/journal.mjs'
import { page } from './sections/page.mjs'
import { recording } from './sections/recording.mjs'
import { report } from './sections/report.mjs'
import { retained } from './sections/retained.mjs'
import { singleCalls } from './sections/single-calls.mjs'
import { testFile } from './sections/test-file.mjs'
import { testSuite } from './sections/test-suite.mjs'
import { textDiff } from './sections/text-diff.mjs'
import { startServer } from './server.mjs'

const SECTIONS = {
  recording,
  conversation,
  journal,
  singleCalls,
  firstEvent,
  testFile,
  retained,
  textDiff,
  hostileTexts,
  alignment,
  report,
  page,
  comparisonGit,
  comparison,
  testSuite,
}
/** Sections that record need the upstream; those that replay must not reach it. */
const LIVE = new Set(['recording', 'journal', 'firstEvent'])
/** These replay what the section of that name has recorded. */
const REPLAYS = new Set(['conversation', 'singleCalls'])
/** Runs only where it is named: it takes longer than all others together. */
const NAMED_ONLY = new Set(['testSuite'])

const here = fileURLToPath(new URL('.', import.meta.url))
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 3)
for (const name of named) {
  if (!SECTIONS[name])
    throw new Error(`There is no section "${name}", only ${Object.keys(SECTIONS).join(', ')}`)
}
const wanted = Object.keys(SECTIONS).filter((name) =>
  named.length > 0 ? named.includes(name) : !NAMED_ONLY.has(name),
)

const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'))
if (!existsSync(`${here}node_modules`)) {
  const flags = ['--no-package-lock', '--no-audit', '--no-fund']
  execFileSync('npm', ['install', ...flags], { cwd: here, stdio: 'inherit' })
}
await buildEngine()
const replays = wanted.some((name) => REPLAYS.has(name))
if (replays && !existsSync(allRecorded) && !wanted.includes('recording'))
  wanted.unshift('recording')

const { version } = JSON.parse(
  readFileSync(`${here}../../node_modules/vitest/package.json`, 'utf8'),
)
const machine = describeMachine(
  Object.entries({ vitest: version, ...dependencies })
    .map(([name, version]) => `${name} ${version}`)
    .join(', '),
)
console.log(`${machine.date}, Node ${machine.node}, ${machine.machine}, ${rounds} rounds`)
console.log(machine.peers)

const measured = {}
for (const name of wanted) {
  const load = os.loadavg()[0].toFixed(1)
  const server = LIVE.has(name) ? await startServer() : undefined
  const { title, table, rows } = await SECTIONS[name](rounds)
  server?.close()
  console.log(`\n### ${name}: ${title} (load ${load})\n\n${table}`)
  measured[name] = { title, measured: { ...machine, load, rounds }, table, rows }
}
console.log(`\n### Limits\n\n${limitsTable(measured)}`)

const problems = []
const { sections: committed } = readCommitted()
for (const [name, { rows }] of Object.entries(measured)) {
  for (const one of rows.filter((one) => verdictOf(one) === 'missed'))
    problems.push(
      `Limit missed: ${name}, ${one.what}: ${print(one.value, one.unit)}, at most ${print(one.target, one.unit)} wanted`,
    )
  const before = committed[name]
  if (!before) continue
  const sameMachine =
    before.measured.machine === machine.machine && before.measured.node === machine.node
  for (const { before: was, now } of regressions(rows, before.rows, { sameMachine }))
    problems.push(
      now
        ? `Worse than the committed table: ${name}, ${was.what}: ${print(now.value, now.unit)}, was ${print(was.value, was.unit)} (spread ${print(was.spread, was.unit)})`
        : `Not measured any more: ${name}, ${was.what}`,
    )
}
for (const problem of problems) console.error(problem)
if (process.argv.includes('--write')) await writeCommitted(measured)
process.exit(problems.length > 0 ? 1 : 0)
