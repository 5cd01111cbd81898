// npm run bench [-- section ...] [-- --rounds=5]
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { buildEngine } from './build.mjs'
import { alignment } from './sections/alignment.mjs'
import { comparisonGit } from './sections/comparison-git.mjs'
import { comparison } from './sections/comparison.mjs'
import { conversation } from './sections/conversation.mjs'
import { firstEvent } from './sections/first-event.mjs'
import { recording } from './sections/recording.mjs'
import { report } from './sections/report.mjs'
import { singleCalls } from './sections/single-calls.mjs'
import { testFile } from './sections/test-file.mjs'
import { startServer } from './server.mjs'
import { renderTable } from './table.mjs'

const SECTIONS = {
  recording,
  conversation,
  singleCalls,
  firstEvent,
  testFile,
  alignment,
  report,
  comparisonGit,
  comparison,
}
/** What is recorded needs the upstream; what is replayed must do without. */
const LIVE = new Set(['recording', 'firstEvent'])

const here = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 3)
for (const name of wanted) {
  if (!SECTIONS[name])
    throw new Error(`There is no section "${name}", only ${Object.keys(SECTIONS)}`)
}

const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'))
if (!existsSync(`${here}node_modules`)) {
  const flags = ['--no-package-lock', '--no-audit', '--no-fund']
  execFileSync('npm', ['install', ...flags], { cwd: here, stdio: 'inherit' })
}
await buildEngine()
if (wanted.length > 0 && !existsSync(`${here}.work/recordings`)) wanted.push('recording')

const peers = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`)
console.log(
  `${new Date().toISOString().slice(0, 10)}, node ${process.version}, ${os.platform()} ${os.arch()}, `,
)
console.log(
  `${os.cpus().length} x ${os.cpus()[0].model}, medians of ${rounds} rounds; ${peers.join(', ')}`,
)

const limits = []
for (const [name, section] of Object.entries(SECTIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const server = LIVE.has(name) ? await startServer() : undefined
  const result = await section(rounds)
  server?.close()
  console.log(`\n### ${result.title}\n\n${result.table}`)
  limits.push(...result.limits.map((limit) => ({ section: name, ...limit })))
}

const print = (value, unit) => (value === undefined ? '' : `${Number(value.toFixed(2))}${unit}`)
const verdict = ({ value, target, max }) =>
  value > (max ?? Infinity) ? 'MISSED' : value > (target ?? Infinity) ? 'above target' : 'kept'
const head = ['', 'measured', 'target', 'limit', 'verdict']
const rows = limits.map((one) => [
  `${one.section}: ${one.what}`,
  print(one.value, one.unit),
  print(one.target, one.unit),
  print(one.max, one.unit),
  verdict(one),
])
console.log(`\n### Limits\n\n${renderTable(head, rows)}`)
const missed = limits.filter((one) => verdict(one) === 'MISSED')
for (const { section, what, value, max, unit } of missed)
  console.error(
    `Limit missed: ${section}, ${what}: ${print(value, unit)}, at most ${print(max, unit)} wanted`,
  )
process.exit(missed.length > 0 ? 1 : 0)
