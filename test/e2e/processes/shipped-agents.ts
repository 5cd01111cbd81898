import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Agents that are shipped as binaries, and too large for everybody's `npm ci`: in a folder of their own. */
interface ShippedAgents {
  folder: string
  /** A Python that has the package openai, or the reason for which there is none. */
  python: { path: string } | { obstacle: string }
}

const EXPORTS = `export { query } from '@anthropic-ai/claude-agent-sdk'
export { Codex } from '@openai/codex-sdk'
`

/** Installs the agents, once for each list of versions. */
export function installShippedAgents(): ShippedAgents {
  const list = readFileSync(
    new URL('../../../.config/shipped-agents.json', import.meta.url),
    'utf8',
  )
  const { packages, python } = JSON.parse(list) as {
    packages: Record<string, string>
    python: string
  }
  const id = createHash('sha256').update(list).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `vitest-replay-shipped-agents-${id}`)
  if (!existsSync(folder)) {
    const draft = `${folder}.${process.pid}`
    mkdirSync(draft)
    const manifest = {
      name: 'shipped-agents',
      private: true,
      type: 'module',
      dependencies: packages,
    }
    writeFileSync(join(draft, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(draft, 'shipped-agents.mjs'), EXPORTS)
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
    const { status, stderr } = run('npm', ['install', ...flags], draft)
    if (status !== 0) throw new Error(`Failed to install the shipped agents: ${stderr}`)
    renameSync(draft, folder)
  }
  return { folder, python: installPython(folder, python) }
}

/** @note Its folder cannot be moved: the paths of a virtual environment are absolute. */
function installPython(folder: string, requirement: string): ShippedAgents['python'] {
  const environment = join(folder, 'python')
  const path = join(environment, 'bin/python3')
  const isReady = () => run(path, ['-c', 'import openai'], folder).status === 0
  if (isReady()) return { path }
  const made = run('python3', ['-m', 'venv', '--clear', environment], folder)
  if (made.status !== 0)
    return { obstacle: 'python3 with venv is not installed here (it is in the workflow)' }
  const installed = run(path, ['-m', 'pip', 'install', '--quiet', requirement], folder)
  return isReady()
    ? { path }
    : { obstacle: `pip could not install ${requirement}: ${installed.stderr}` }
}

function run(command: string, args: string[], cwd: string) {
  return spawnSync(command, args, { cwd, encoding: 'utf8' })
}
