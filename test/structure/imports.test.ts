import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf, repository, sourceFiles } from './source-files.ts'

/** Core is a tower: each folder knows only itself and those before it. */
const TOWER = [
  'redaction',
  'cassette',
  'providers',
  'matching',
  'divergence',
  'analysis',
  'report',
  'comparison',
] as const

/** The ground that all of core stands on, from which a file may import only what is named. */
const GROUND: Record<string, string[]> = {
  'bytes.ts': [],
  'errors.ts': [],
  'json.ts': [],
  'json-pattern.ts': [],
  'stable-json.ts': ['json.ts'],
}

/** What each side may import of the others. `page` runs in a browser: of core it takes types and pure functions. */
const SIDES: Record<string, string[]> = {
  core: ['core'],
  protocol: ['protocol', 'core'],
  storage: ['storage', 'core'],
  worker: ['worker', 'protocol', 'storage', 'core'],
  node: ['node', 'protocol', 'storage', 'core'],
  page: [
    'page',
    'core/report',
    'core/analysis',
    'core/divergence/schema.ts',
    'core/providers/model-call.ts',
    'core/providers/read-model-call.ts',
    'core/cassette/schema.ts',
    'core/cassette/body.ts',
    'core/bytes.ts',
    'core/json.ts',
  ],
  // The public faces.
  'index.ts': ['worker', 'core'],
  'plugin.ts': ['node'],
  'reporter.ts': ['node'],
  'cassette.ts': ['core/cassette'],
  'report.ts': ['core/report', 'core/divergence', 'core/comparison'],
}

/** Where a package may be imported: folders or files. A package that is not listed may stand anywhere but in core. */
const PACKAGES: Record<string, string[]> = {
  msw: ['worker/intercept/'],
  vitest: ['worker/', 'node/'],
  vite: ['node/'],
  preact: ['page/'],
  '@tanstack/virtual-core': ['page/parts/use-virtualizer.ts'],
  'react-json-view-lite': ['page/parts/json-block.tsx'],
  diff: ['core/divergence/text-diff.ts', 'page/parts/diff-rows.ts'],
  'fast-json-stable-stringify': ['core/stable-json.ts'],
  'simple-statistics': ['core/comparison/'],
  superjson: ['core/cassette/value-codec.ts'],
  'eventsource-parser': ['core/cassette/event-stream.ts'],
  '@pydantic/genai-prices': ['core/providers/pricing.ts'],
  zod: ['core/', 'protocol/', 'node/'],
  // Cassettes and reports are touched by storage alone.
  'node:fs': [
    'storage/',
    'node/',
    // Reads the versions in package.json, for a cassette's header.
    'worker/installed-packages.ts',
    // Stand before those functions of it that name temporary folders and list files.
    'worker/environment/cover-folders.ts',
    'worker/environment/cover-readings.ts',
    // Looks whether a file of the installed MSW is there.
    'worker/intercept/host-msw2.ts',
  ],
}

const files = sourceFiles()
const edges = files.flatMap((file) => importsOf(file).map((to) => ({ from: file.path, to })))
const isPath = (to: string) => /\.tsx?$/.test(to)
const within = (path: string, places: readonly string[]) =>
  places.some(
    (place) => path === place || path.startsWith(place.endsWith('/') ? place : `${place}/`),
  )
const packageOf = (to: string) =>
  to.startsWith('node:fs')
    ? 'node:fs'
    : to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/')

test('the imports are read', () => {
  expect(edges.length).toBeGreaterThan(250)
  expect(edges).toContainEqual({ from: 'core/report/totals.ts', to: 'core/analysis/match-rate.ts' })
  expect(edges).toContainEqual({ from: 'worker/index.ts', to: 'worker/replay-run.ts' })
  const lost = edges.filter(({ to }) => isPath(to) && !existsSync(join(repository, 'src', to)))
  expect(lost).toEqual([])
})

test('each side imports only what it may', () => {
  const wrong = edges.filter(({ from, to }) => {
    const side = from.split('/')[0]!
    return isPath(to) && !within(to, SIDES[side] ?? [])
  })
  expect(wrong).toEqual([])
})

test('core is a tower', () => {
  const wrong = edges.filter(({ from, to }) => {
    if (!from.startsWith('core/') || !isPath(to)) return false
    const [, folder, file] = from.split('/') as [string, string, string?]
    // Put on top of it all, for the build.
    if (folder === 'json-schemas.ts') return false
    const target = to.slice('core/'.length)
    if (file === undefined) return !(GROUND[folder] ?? []).includes(target)
    if (target in GROUND) return false
    const level = TOWER.indexOf(folder as (typeof TOWER)[number])
    const below = TOWER.indexOf(target.split('/')[0] as (typeof TOWER)[number])
    return level === -1 || below === -1 || below > level
  })
  expect(wrong).toEqual([])
})

test('core runs anywhere: no node:*, no vitest, no msw', () => {
  const wrong = edges.filter(
    ({ from, to }) => from.startsWith('core/') && /^(node:|vitest|vite|msw)/.test(to),
  )
  expect(wrong).toEqual([])
})

test('packages are imported where they may be', () => {
  const wrong = edges.filter(({ from, to }) => {
    const places = isPath(to) ? undefined : PACKAGES[packageOf(to)]
    return places && !within(from, places)
  })
  expect(wrong).toEqual([])
})

test('the page loads no schema: it would bring all of zod', () => {
  const loaded = files
    .filter(({ path }) => path.startsWith('page/'))
    .flatMap(({ path, text }) =>
      importsOf({
        path,
        text: text.replace(/^(?:import|export) type [^;'"]*from '[^']+'/gm, ''),
      }),
    )
  expect(loaded.filter((to) => /schema\.ts$|^zod|^node:/.test(to))).toEqual([])
})

test('nothing in core loads itself around a circle', () => {
  const graph = new Map(
    files.map(({ path, text }) => {
      const loaded = text.replace(/^(?:import|export) type [^;'"]*from '[^']+'/gm, '')
      return [path, importsOf({ path, text: loaded }).filter(isPath)]
    }),
  )
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, above: string[]) => {
    if (above.includes(path)) circles.push([...above.slice(above.indexOf(path)), path].join(' > '))
    if (done.has(path) || above.includes(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...above, path])
    done.add(path)
  }
  for (const { path } of files) if (path.startsWith('core/')) visit(path, [])
  expect(circles).toEqual([])
})
