import { pathToFileURL } from 'node:url'
import type {
  InstanceBook,
  InstanceClass,
} from '../../../core/cassette/instances/framework-instances.ts'
import { importedPath } from '../../../storage/installed-packages.ts'

type Exports = Record<string, unknown>

/** Imports the modules as the file would, so that their classes are those that the agent has. */
export async function importClasses(
  modules: ReadonlySet<string>,
  file: string,
): Promise<InstanceBook> {
  const loaded = new Map<string, Exports>()
  for (const module of modules) {
    const path = importedPath(module, file)
    if (path !== null)
      loaded.set(module, (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Exports)
  }
  return {
    find(module, name) {
      const found = loaded.get(module)?.[name]
      return typeof found === 'function' ? (found as InstanceClass) : undefined
    },
  }
}
