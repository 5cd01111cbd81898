import { cp, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const exampleFolder = import.meta.dirname
const root = join(exampleFolder, '../..')
const reportFile = '.vitest-replay/report.json'

/** A copy of this example with `vitest-replay` installed, so that the demo leaves no trace here. */
export async function createCopy() {
  const built = join(root, 'dist')
  if (!(await exists(built))) {
    throw new Error('vitest-replay is not built, so there is nothing to show. Run: npm run build')
  }
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'support-agent-')))
  const ours = ['node_modules', '__cassettes__', '.vitest-replay', 'README.md']
  await cp(exampleFolder, folder, {
    recursive: true,
    filter: (path) =>
      !ours.includes(relative(exampleFolder, path)) && !/[\\/]demo[^\\/]*$/.test(path),
  })

  // The dependencies are links, vitest-replay is a copy: a link to a folder outside of node_modules
  // would be transformed by Vite as if it were the user's own code.
  const modules = join(folder, 'node_modules')
  await mkdir(modules)
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name.startsWith('.') || name === 'vitest-replay') continue
    await symlink(join(root, 'node_modules', name), join(modules, name), 'junction')
  }
  await cp(built, join(modules, 'vitest-replay/dist'), { recursive: true })
  await cp(join(root, 'package.json'), join(modules, 'vitest-replay/package.json'))

  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

export async function findCassettes(folder) {
  const files = await readdir(join(folder, '__cassettes__'), { recursive: true }).catch(() => [])
  const cassettes = files.filter((file) => file.endsWith('.cassette.jsonl'))
  return cassettes.map((file) => join('__cassettes__', file))
}

/** So that no step is judged by the report of the step before. */
export async function forgetReport(folder) {
  await rm(join(folder, reportFile), { force: true })
}

export async function readReport(folder) {
  try {
    return JSON.parse(await readFile(join(folder, reportFile), 'utf8'))
  } catch (error) {
    throw new Error(`The replay's report cannot be read: ${error.message}`, { cause: error })
  }
}

async function exists(path) {
  return readdir(path).then(
    () => true,
    () => false,
  )
}
