// Runs a large table of tests: the whole of it, or with --sample as much of it as CI has time for. Other arguments go to Vitest.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCounts, renderCounts } from './false-green-tables.mjs'

const TABLES = {
  corpus: ['-c', '.config/vitest.corpus.config.ts'],
  determinism: [
    '--project',
    'e2e',
    'determinism/agents',
    'determinism/confusion',
    'determinism/worlds',
  ],
  'false-green': ['--project', 'e2e', 'e2e/false-green'],
  clients: ['--project', 'e2e', 'e2e/clients'],
  attribution: ['--project', 'unit', 'test/attribution'],
  hostile: ['--project', 'unit', 'test/node/render/hostile', 'test/core/providers/hostile'],
  diagnosis: ['--project', 'unit', 'test/diagnosis'],
  frameworks: ['--project', 'e2e', 'e2e/false-green/frameworks'],
  processes: ['--project', 'e2e', 'e2e/processes'],
  secrets: ['--project', 'e2e', 'e2e/secrets'],
  egress: ['--project', 'e2e', 'test/e2e/egress'],
  large: [],
}

const root = fileURLToPath(new URL('..', import.meta.url))
const [name, ...rest] = process.argv.slice(2)
const table = TABLES[name]
if (!table)
  throw new Error(`Failed to run the table "${name}": it is none of ${Object.keys(TABLES)}.`)

const isSample = rest.includes('--sample')
const folder = mkdtempSync(join(tmpdir(), 'vitest-replay-table-'))
const counts = join(folder, 'rows.jsonl')

const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...table,
    ...rest.filter((argument) => argument !== '--sample'),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TEST_TABLES: isSample ? 'sample' : 'whole', TABLE_ROWS: counts },
  },
)
process.exitCode = status ?? 1

const isWhole = name === 'false-green' && !isSample && rest.length === 0
const { text, problems } = renderCounts(readCounts(counts), isWhole)
rmSync(folder, { recursive: true })
if (text !== '') console.log(text)
for (const problem of problems) console.error(`Failed: ${problem}.`)
if (problems.length > 0) process.exitCode = 1
