// Runs a large table of tests: the whole of it, or with --sample as much of it as CI has time for. Other arguments go to Vitest.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
  frameworks: ['--project', 'e2e', 'e2e/false-green/frameworks'],
  secrets: ['--project', 'e2e', 'e2e/secrets'],
  egress: ['--project', 'e2e', 'test/e2e/egress'],
  large: [],
}

const root = fileURLToPath(new URL('..', import.meta.url))
const [name, ...rest] = process.argv.slice(2)
const table = TABLES[name]
if (!table)
  throw new Error(`Failed to run the table "${name}": it is none of ${Object.keys(TABLES)}.`)

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
    env: { ...process.env, TEST_TABLES: rest.includes('--sample') ? 'sample' : 'whole' },
  },
)
process.exitCode = status ?? 1
