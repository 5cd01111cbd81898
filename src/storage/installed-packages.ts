import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The SDKs whose upgrade may change what is sent. */
const SDKS =
  /^(openai|ai|langchain|@ai-sdk\/.+|@anthropic-ai\/.+|@google\/genai|@openai\/.+|@langchain\/.+|@modelcontextprotocol\/sdk|mistralai|@mistralai\/.+)$/

/** The versions of the model SDKs that the project depends on. */
export function installedPackages(root: string): Record<string, string> {
  const versions: Record<string, string> = {}
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string> | undefined
    >
    const require = createRequire(join(root, 'package.json'))
    const names = Object.keys({
      ...manifest['dependencies'],
      ...manifest['devDependencies'],
    }).filter((name) => SDKS.test(name))
    for (const name of names.sort()) {
      const version = installedVersion(require, name)
      if (version) versions[name] = version
    }
  } catch {
    // A project without a manifest has no packages to name.
  }
  return versions
}

/** Reads the version of an installed package; `undefined` where it is not installed. */
export function installedVersion(require: NodeJS.Require, name: string): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return (
        JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version?: string }
      ).version
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}

/** The file that an import of the module in another file leads to; `null` where it is not installed. */
export function importedPath(module: string, file: string): string | null {
  const [scope, name, ...rest] = module.split('/')
  const packageName = `${scope}/${name}`
  for (const folder of createRequire(file).resolve.paths(packageName) ?? []) {
    const root = join(folder, packageName)
    const target = exportOf(root, ['.', ...rest].join('/'))
    if (target !== null) return join(root, target)
  }
  return null
}

function exportOf(root: string, subpath: string): string | null {
  try {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports?: Record<string, unknown>
    }
    return chosen(exports?.[subpath])
  } catch {
    // Not in this folder.
    return null
  }
}

/** @note Conditions count in the order in which they stand, as Node reads them. */
function chosen(target: unknown): string | null {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return null
  for (const [condition, inner] of Object.entries(target))
    if (['node', 'import', 'module-sync', 'default'].includes(condition)) return chosen(inner)
  return null
}
