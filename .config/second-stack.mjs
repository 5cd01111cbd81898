// Runs the end-to-end tests against the other stack that is supported: the package as npm packs it,
// in a folder of its own with the versions of second-stack.json. With --sample those tests that the versions concern most;
// other arguments go to Vitest.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages, npm } from './install-packages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

const stack = readJson('.config/second-stack.json')
const dependencies = {
  ...readJson('package.json').devDependencies,
  ...stack.packages,
  [nodePackage()]: stack.node,
}
for (const name of stack.without) delete dependencies[name]

const folder = installPackages('stack', dependencies)
const node = join(folder, 'node_modules/.bin/node')
const version = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim()
if (version(node, '--version') !== `v${stack.node}`)
  throw new Error(`Failed to prepare the second stack: ${node} is ${version(node, '--version')}.`)
installPackage()
console.log(
  `Second stack: Node ${stack.node}, Vitest ${stack.packages.vitest}, MSW ${stack.packages.msw}, in ${folder}`,
)

const isSample = process.argv.includes('--sample')
const given = process.argv.slice(2).filter((argument) => argument !== '--sample')
const isNamed = given.some((argument) => argument.startsWith('test/'))
const tests = isNamed ? [] : isSample ? stack.sample : ['test/e2e']
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'e2e', ...tests, ...given],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      VITEST_REPLAY_HOST: folder,
      TEST_TABLES: isSample ? 'sample' : 'whole',
      // The thousand replays of each framework are those of `npm run test:false-green`.
      REPLAYS: process.env['REPLAYS'] ?? (isSample ? '1' : '20'),
    },
  },
)
process.exitCode = status ?? 1

/**
 * The binary's own package: the package "node" fetches it with an install script, which npm may not run.
 */
function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  return `${prefix}-${platform}-${process.arch}`
}

/** Puts the present package in: packed, and resolved by npm against its peers. */
function installPackage() {
  rmSync(join(folder, 'node_modules/vitest-replay'), { recursive: true, force: true })
  const [packed] = JSON.parse(
    npm(root, 'pack', '--silent', '--json', `--pack-destination=${folder}`),
  )
  npm(folder, 'install', '--no-save', '--no-package-lock', join(folder, packed.filename))
}
