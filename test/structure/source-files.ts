import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

interface CodeFile {
  path: string
  text: string
}

/** Every source file, relative to `src/`, with its text. */
export function sourceFiles(): CodeFile[] {
  return codeFiles(join(repository, 'src'), /\.tsx?$/)
}

/** The code that is not shipped: tests, fixtures, examples and the configuration of tools; nothing that was built of it. */
export function otherFiles(): CodeFile[] {
  return ['test', 'fixtures', 'examples', '.config'].flatMap((folder) =>
    codeFiles(
      join(repository, folder),
      /^(?!.*(?:^|\/)(?:node_modules|\.work)\/).*\.(?:tsx?|m?js)$/,
    ).map((file) => ({
      ...file,
      path: `${folder}/${file.path}`,
    })),
  )
}

function codeFiles(folder: string, pattern: RegExp): CodeFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'))
    .filter((path) => pattern.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}

const SPECIFIER =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|(?:\bimport|\brequire)\(\s*['"]([^'"]+)['"]\s*\)/g

/** The imports of a file: paths relative to `src/`, or the names of packages. */
export function importsOf({ path, text }: { path: string; text: string }): string[] {
  return [...text.matchAll(SPECIFIER)].map((match) => {
    const specifier = (match[1] ?? match[2])!
    return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier
  })
}
