// Runs a large table of tests: the whole of it, or with --sample as much of it as CI has time for. Other arguments go to Vitest.
// A table of several parts runs one after the other, or those named: --part=headers,unseen. With --resume, what an earlier run
// of the same sources has done is not done again.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderCounts } from './false-green-tables.mjs'
import { openCounts } from './kept-counts.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

const TABLES = {
  corpus: ['-c', '.config/vitest.corpus.config.ts'],
  determinism: [
    '--project',
    'e2e',
    'determinism/agents',
    'determinism/confusion',
    'determinism/worlds',
  ],
  'false-green': ['--project', 'e2e'],
  clients: ['--project', 'e2e'],
  faults: ['--project', 'e2e', 'e2e/faults/planted-bugs', 'e2e/forks'],
  attribution: ['--project', 'unit', 'test/attribution'],
  hostile: ['--project', 'unit', 'test/node/render/hostile', 'test/core/providers/hostile'],
  diagnosis: ['--project', 'unit', 'test/diagnosis'],
  frameworks: ['--project', 'e2e'],
  processes: ['--project', 'e2e', 'e2e/processes'],
  secrets: ['--project', 'e2e', 'e2e/secrets'],
  egress: ['--project', 'e2e', 'test/e2e/egress'],
  // Of these `npm test` runs a sample; a change has to pass all of them.
  integration: [
    '--project=e2e',
    '--project=page',
    '--project=unit',
    'e2e/after-return/after-return',
    'e2e/approvals',
    'e2e/bad-input',
    'e2e/clients/early-requests',
    'e2e/clients/upgrades',
    'e2e/compare/unchanged-agents',
    'e2e/comparison/compare-releases',
    'e2e/determinism/determinism',
    'e2e/determinism/sdk-reads',
    'e2e/determinism/worlds',
    'e2e/documents/recipes',
    'e2e/examples/mastra',
    'e2e/faults/planted-bugs',
    'e2e/forks/fork-command',
    'e2e/forks/forks',
    'e2e/github-actions/pull-request',
    'e2e/history/history',
    'e2e/interception/clients',
    'e2e/interception/hosts',
    'e2e/limits/large-values',
    'e2e/limits/retained',
    'e2e/matching/match-rules',
    'e2e/matching/pooled-ids',
    'e2e/matching/volatile',
    'e2e/processes/channels',
    'e2e/processes/mcp-sessions',
    'e2e/processes/child-processes',
    'e2e/processes/killed',
    'e2e/processes/mcp-stdio',
    'e2e/processes/programs',
    'e2e/releases',
    'e2e/reports/causes',
    'e2e/reports/folder',
    'e2e/reports/repeats',
    'e2e/reports/reports',
    'e2e/roots/workspace',
    'e2e/runner/dry-run',
    'e2e/runs/confirm',
    'e2e/sdks',
    'e2e/secrets/placeholder-numbers',
    'e2e/secrets/several-runs',
    'e2e/sessions/actions',
    'e2e/sessions/failing-recording',
    'e2e/sessions/queues',
    'e2e/sessions/record-modes',
    'e2e/show-against',
    'e2e/stacks/clients',
    'e2e/takes',
    'page/accessibility',
    'page/compare-large',
    'page/files',
    'page/folder',
    'page/hostile',
    'page/json-diff',
    'page/large',
    'page/workflows',
    'core/cassette/line-check',
    'core/comparison/numbers/release-numbers',
    'core/divergence/find-divergences',
    'core/report/compared-rows',
    'core/report/split-report',
    'node/render/page/write-page',
    'types/shipped-types.e2e',
    'worker/run/odd-exchanges',
  ],
  large: [],
}

/** Parts that have counted nothing when they are over have broken off. */
const COUNTING = new Set(['agents', 'headers', 'unseen', 'frameworks'])

/** Parts that run in processes of their own: what one of them has done is kept when the next one is stopped. */
const PARTS = {
  'false-green': {
    agents: 'e2e/false-green/false-green.test.ts',
    headers: 'e2e/false-green/headers.test.ts',
    unseen: 'e2e/false-green/unseen',
    twice: 'e2e/false-green/frameworks/recorded-twice.test.ts',
    frameworks: 'e2e/false-green/frameworks/frameworks.test.ts',
  },
  clients: {
    ...Object.fromEntries(
      Object.keys(readClientParts()).map((part) => [part, 'e2e/clients/clients.test.ts']),
    ),
    waiting: 'e2e/clients/early-requests.test.ts',
    environment: 'e2e/clients/env-proxy.test.ts',
  },
  frameworks: {
    twice: 'e2e/false-green/frameworks/recorded-twice.test.ts',
    frameworks: 'e2e/false-green/frameworks/frameworks.test.ts',
    example: 'e2e/examples/mastra.test.ts',
  },
}

const [name, ...rest] = process.argv.slice(2)
const table = TABLES[name]
if (!table)
  throw new Error(`Failed to run the table "${name}": it is none of ${Object.keys(TABLES)}.`)

const isOwn = (argument) => /^--(?:sample|resume|part=.*)$/.test(argument)
const isSample = rest.includes('--sample')
const forVitest = rest.filter((argument) => !isOwn(argument))
const all = PARTS[name] ?? { [name]: null }
const wanted = readWanted()
const counts = openCounts({
  root,
  table: isSample ? `${name}-sample` : name,
  resumes: rest.includes('--resume'),
})

const took = []
let failed = 0
let underWay = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    underWay?.child.kill(signal)
    console.error(`Failed: ${underWay?.part ?? 'the table'} broke off, stopped by ${signal}.`)
    process.exit(1)
  })
for (const part of wanted) {
  if (counts.isDone(part)) {
    took.push(`${part}: done before`)
    continue
  }
  const start = Date.now()
  const before = counts.read().length
  const { status, reason } = await runPart(part, () => counts.read().length > before)
  const seconds = Math.round((Date.now() - start) / 1000)
  took.push(`${part}: ${seconds} s, exit code ${status}${reason === null ? '' : `, ${reason}`}`)
  if (PARTS[name]) console.log(`${took.at(-1)}\n`)
  if (reason !== null) console.error(`Failed: ${part} ${reason}.`)
  if (status === 0) counts.finish(part)
  failed ||= status
}
process.exitCode = failed

const isWhole =
  name === 'false-green' &&
  !isSample &&
  forVitest.length === 0 &&
  wanted.length === Object.keys(all).length
const { text, problems } = renderCounts(counts.read(), isWhole)
if (text !== '') console.log(text)
if (PARTS[name]) console.log(`\n${took.join('\n')}`)
for (const problem of problems) console.error(`Failed: ${problem}.`)
if (problems.length > 0) process.exitCode = 1
counts.close()
if (PARTS[name]) console.log(`exit code ${process.exitCode}`)

function readClientParts() {
  return JSON.parse(readFileSync(join(root, '.config/client-parts.json'), 'utf8'))
}

function readWanted() {
  const named = rest.find((argument) => argument.startsWith('--part='))?.slice('--part='.length)
  const parts = named?.split(',') ?? Object.keys(all)
  const unknown = parts.filter((part) => !(part in all))
  if (unknown.length === 0) return parts
  throw new Error(
    `Failed to run a part of "${name}": it has no part ${unknown}. Its parts are ${Object.keys(all)}.`,
  )
}

/** Runs a part to its end; `reason` says how it broke off, where it did. */
async function runPart(part, hasCounted) {
  const { code, signal, error } = await runVitest(part)
  if (error) return { status: 1, reason: `broke off, ${error.message}` }
  if (signal) return { status: 1, reason: `broke off, stopped by ${signal}` }
  if (code === 0 && COUNTING.has(part) && forVitest.length === 0 && !hasCounted())
    return { status: 1, reason: 'broke off, it has counted nothing' }
  return { status: code, reason: null }
}

function runVitest(part) {
  const file = all[part]
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...table,
      ...(file === null ? [] : [file]),
      ...forVitest,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        TEST_TABLES: isSample ? 'sample' : 'whole',
        TABLE_ROWS: counts.file,
        TABLE_PART: part,
      },
    },
  )
  underWay = { part, child }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ error }))
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
}
