import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { repository, sourceFiles } from './source-files.ts'

const ENTRIES = ['index.ts', 'plugin.ts', 'reporter.ts', 'cassette.ts', 'report.ts']
const NAMES = /export (?:type )?\{([^}]*)\} from '([^']+)'/g

/** The names that an entry exports, each with the file that declares it. */
function exportsOf(entry: string): Array<{ name: string; file: string }> {
  const text = readFileSync(join(repository, 'src', entry), 'utf8')
  return [...text.matchAll(NAMES)].flatMap(([, names, from]) =>
    names!
      .split(',')
      .map((name) => name.trim().split(/\s+as\s+/)[0]!)
      .filter((name) => name !== '')
      .map((name) => ({ name, file: posix.join(posix.dirname(entry), from!) })),
  )
}

const declaration = (name: string) =>
  new RegExp(
    `(\\*/\\n)?(?:// oxlint[^\\n]*\\n)?export (?:declare )?(?:async )?(function\\*?|class|const|interface|type) ${name}\\b`,
  )

test.each(ENTRIES)('every function and class that %s exports is documented', (entry) => {
  const sources = new Map(sourceFiles().map(({ path, text }) => [path, text]))
  const bare: string[] = []
  const found = exportsOf(entry)
  expect(found.length).toBeGreaterThan(0)
  for (const { name, file } of found) {
    const match = declaration(name).exec(sources.get(file) ?? '')
    if (!match) bare.push(`${file}: ${name} is not declared there`)
    else if (match[1] === undefined && /function|class/.test(match[2]!))
      bare.push(`${file}: ${name}`)
  }
  expect(bare).toEqual([])
})
