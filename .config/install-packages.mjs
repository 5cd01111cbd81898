import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Installs packages in a folder of their own, and returns it; a folder that is there is complete. */
export function installPackages(name, dependencies) {
  // A clone has a folder of its own: another must not change the package under its tests.
  const wanted = JSON.stringify({ root, dependencies })
  const id = createHash('sha256').update(wanted).digest('hex').slice(0, 12)
  const ready = join(tmpdir(), `vitest-replay-${name}-${id}`)
  if (existsSync(ready)) return ready
  const draft = `${ready}.${process.pid}`
  mkdirSync(draft)
  const manifest = { name, private: true, type: 'module', dependencies }
  writeFileSync(join(draft, 'package.json'), JSON.stringify(manifest, null, 2))
  npm(draft, 'install')
  renameSync(draft, ready)
  return ready
}

/** Runs npm in a folder, and returns what it prints; no package's own scripts are run. */
export function npm(cwd, ...args) {
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  const { status, stdout, stderr } = spawnSync('npm', [...args, ...flags], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status === 0) return stdout
  throw new Error(`Failed to install packages: npm ${args[0]} exited with ${status}.\n${stderr}`)
}
