import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { repository } from './source-files.ts'

const dist = join(repository, 'dist')
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>
}

test('the public exports', async () => {
  const names: Record<string, string[]> = {}
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'string') continue
    expect(existsSync(join(repository, target.types)), target.types).toBe(true)
    const url = pathToFileURL(join(repository, target.default)).href
    names[subpath] = Object.keys((await import(/* @vite-ignore */ url)) as object).sort()
  }
  expect(names).toMatchInlineSnapshot(`
    {
      ".": [
        "ReplayAssertionError",
        "ReplayError",
        "action",
        "createAgentRunner",
        "replayProcess",
        "replayRun",
      ],
      "./cassette": [
        "CASSETTE_VERSION",
        "bodyBytes",
        "parseCassette",
        "serializeCassette",
      ],
      "./msw": [
        "fromCassette",
      ],
      "./plugin": [
        "replay",
      ],
      "./register": [],
      "./report": [
        "COMPARISON_VERSION",
        "ComparisonSchema",
        "REPORT_VERSION",
        "ReplayReportSchema",
        "actionRows",
        "analyzeRun",
        "compareReleases",
        "createUnpacker",
        "fullActionRows",
        "judgeGate",
        "loadRun",
        "mergeRuns",
        "messageRows",
        "packContents",
        "parseReport",
        "queryRuns",
        "querySpans",
        "runRows",
        "runsOfCassettes",
        "runsOfReport",
        "toCsv",
        "totalRuns",
        "unpackContents",
        "waitForRuns",
      ],
      "./reporter": [
        "ReplayReporter",
        "default",
      ],
    }
  `)
})

const STATIC = /(?:^|[\n;}])\s*(?:import|export)\s*(?:[^'"()]*?\sfrom\s*)?["']([^"']+)["']/g

/** The packages that a built file loads before its first line runs. */
function loadedBy(
  file: string,
  seen = new Set<string>(),
  packages = new Set<string>(),
): Set<string> {
  if (seen.has(file)) return packages
  seen.add(file)
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(STATIC)) {
    if (specifier!.startsWith('.')) loadedBy(join(file, '..', specifier!), seen, packages)
    else packages.add(specifier!)
  }
  return packages
}

test('a test file that has no run pays for no package but Vitest', () => {
  const isForeign = (name: string) => !name.startsWith('node:') && name !== 'vitest'
  expect([...loadedBy(join(dist, 'setup.js'))].filter(isForeign)).toEqual([])
  expect([...loadedBy(join(dist, 'index.js'))].filter(isForeign)).toEqual([])
})

test('the walk sees what a chunk imports', () => {
  expect([...loadedBy(join(dist, 'cassette.js'))]).toContain('zod')
})

test.each(['cassette', 'msw'])('%s needs no Node: it also runs in a browser', (entry) => {
  const loaded = [...loadedBy(join(dist, `${entry}.js`))]
  expect(loaded.filter((name) => name.startsWith('node:'))).toEqual([])
})

function chunkOf(name: string): string {
  const chunks = join(dist, 'chunks')
  return join(
    chunks,
    readdirSync(chunks).find((file) => file.startsWith(`${name}-`))!,
  )
}

test('a replay opens few files, and none of a package', () => {
  const files = new Set<string>()
  const packages = loadedBy(chunkOf('replay-run'), files)
  expect([...packages].filter((name) => !name.startsWith('node:'))).toEqual([])
  expect(files.size).toBeLessThanOrEqual(7)
  const licences = readFileSync(join(dist, 'licences.txt'), 'utf8')
  for (const name of ['diff', 'superjson'])
    expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'))
})

test('options are checked without their schemas, which only describe what is wrong', () => {
  const holdsSchema = (file: string) => /RunOptionsSchema = /.test(readFileSync(file, 'utf8'))
  const files = new Set<string>()
  loadedBy(chunkOf('replay-run'), files)
  const holdsCheck = (file: string) =>
    readFileSync(file, 'utf8').includes('const isRunOptions = object({')
  expect([...files].some(holdsCheck)).toBe(true)
  expect([...files].filter(holdsSchema)).toEqual([])

  const explained = new Set<string>()
  expect([...loadedBy(chunkOf('explain-run-options'), explained)]).toContain('zod')
  expect([...explained].some(holdsSchema)).toBe(true)
})

test('the setup file is one file', () => {
  const text = readFileSync(join(dist, 'setup.js'), 'utf8')
  const own = [...text.matchAll(STATIC)].filter(([, specifier]) => specifier!.startsWith('.'))
  expect(own).toEqual([])
})

test('the shipped types carry the texts of the options', () => {
  const folder = join(dist, 'types')
  const text = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
    .replaceAll('*/', '*/ ')
    .replace(/\s+/g, ' ')
  const has = (part: string) => expect(text.includes(part), part).toBe(true)
  has("/** The cassette's name. @default the test's full name */ cassette: ")
  has('/** The text to replace. */ pattern: ')
  has('/** Names the secret in its placeholder. */ name: ')
})

test('the schemas are shipped', () => {
  for (const name of ['cassette', 'report', 'comparison']) {
    const schema = JSON.parse(readFileSync(join(dist, `schemas/${name}.json`), 'utf8')) as object
    expect(schema).toHaveProperty('$schema')
  }
})
