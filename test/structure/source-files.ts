import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** Every source file, relative to `src/`, with its text. */
export function sourceFiles(): Array<{ path: string; text: string }> {
  return readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(repository, 'src', path), 'utf8') }))
}

const SPECIFIER =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|(?:\bimport|\brequire)\(\s*['"]([^'"]+)['"]\s*\)/g

/** What a file imports: paths relative to `src/`, or the names of packages. */
export function importsOf({ path, text }: { path: string; text: string }): string[] {
  return [...text.matchAll(SPECIFIER)].map((match) => {
    const specifier = (match[1] ?? match[2])!
    return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier
  })
}
