import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf, repository, sourceFiles } from './source-files.ts'

/**
 * The rooms of the house, from the ground up: each imports only itself and what stands before it. A file belongs to the
 * narrowest room that names it.
 */
const ROOMS = [
  'core/bytes.ts',
  'core/errors.ts',
  'core/json.ts',
  'core/aws-event-stream.ts',
  'core/json-pattern.ts',
  'core/stable-json.ts',
  'core/seeded-random.ts',
  'core/checks',
  'core/words/format-number.ts',
  'core/words/plural.ts',
  'core/stored-rules.ts',
  'core/request-headers',
  'core/redaction/forms',
  'core/redaction/tokens',
  'core/redaction',
  'core/processes',
  'core/websocket',
  'core/mcp',
  'core/cassette',
  'core/options',
  'core/policy',
  'core/providers',
  'core/faults',
  'core/forks',
  'core/matching',
  'core/replay',
  'core/statistics',
  'core/divergence/schema.ts',
  'core/divergence/differences',
  'core/divergence/sides.ts',
  'core/divergence/recorded-side.ts',
  'core/divergence/align',
  'core/divergence/judge',
  'core/divergence',
  'core/analysis/failure/classes.ts',
  'core/analysis/failure/rules',
  'core/analysis/failure',
  'core/analysis/findings',
  'core/analysis/determinism',
  'core/analysis',
  'core/report',
  'core/report/action-codec',
  'core/run-events',
  'core/options/plugin-options.ts',
  'core/comparison/runs',
  'core/comparison/pairing',
  'core/comparison/numbers',
  'core/comparison/judging',
  'core/comparison/gate',
  'core/comparison',
  'core/words',
  'core/json-schemas.ts',
  'protocol',
  'storage',
  'worker/context',
  'worker/begun',
  'worker/prepare',
  'worker/intercept',
  'worker/open-runs',
  'worker/environment',
  'worker/environment/cover',
  'worker/gateway',
  'worker/wrap',
  'worker/pass',
  'worker/determinism',
  'worker/report',
  'worker/lab',
  'worker/run',
  'worker/runner',
  'worker/expect',
  'worker/setup.ts',
  'worker/register.ts',
  'worker/index.ts',
  'worker/dry-run.ts',
  'node/render/text',
  'node/render/page',
  'node/render',
  'node/cli/command.ts',
  'node/launch.ts',
  'node/runs',
  'node/serve',
  'node/live',
  'node/compare',
  'node/history',
  'node/learn',
  'node',
  'node/cli',
  'page/format',
  'page/keys',
  'page/route',
  'page/report',
  'page/parts',
  'page/export',
  'page/run',
  'page/runs',
  'page/history',
  'page/actions',
  'page/compare',
  'page',
  'msw',
  'index.ts',
  'plugin.ts',
  'reporter.ts',
  'cassette.ts',
  'report.ts',
  'msw.ts',
]

/** More files in one folder are a pile. */
const MOST_FILES = 30

/** The sides that each side may import. `page` runs in a browser: of core it takes types and pure functions. */
const SIDES: Record<string, string[]> = {
  core: ['core'],
  protocol: ['protocol', 'core'],
  storage: ['storage', 'core'],
  worker: ['worker', 'protocol', 'storage', 'core'],
  node: ['node', 'protocol', 'storage', 'core'],
  page: [
    'page',
    'core/report',
    'core/words',
    'core/analysis',
    'core/run-events/live-events.ts',
    'core/cassette/answer-time.ts',
    'core/divergence/schema.ts',
    'core/providers/model-call.ts',
    'core/providers/read-model-call.ts',
    'core/cassette/schema.ts',
    'core/cassette/body.ts',
    'core/bytes.ts',
    'core/json.ts',
  ],
  // Runs wherever MSW does: in Node and in browsers.
  msw: ['msw', 'core'],
  // The public faces.
  'index.ts': ['worker', 'core'],
  'plugin.ts': ['node', 'core/options'],
  'reporter.ts': ['node'],
  'cassette.ts': ['core/cassette', 'core/processes'],
  'report.ts': [
    'core/report',
    'core/divergence',
    'core/comparison',
    'core/words',
    'core/run-events',
    'storage/run-store',
  ],
  'msw.ts': ['msw'],
}

/** Where a package may be imported: folders or files. A package that is not listed may stand anywhere but in core. */
const PACKAGES: Record<string, string[]> = {
  msw: ['msw/'],
  vitest: ['worker/', 'node/'],
  vite: ['node/'],
  preact: ['page/'],
  '@tanstack/virtual-core': ['page/parts/use-virtualizer.ts'],
  'react-json-view-lite': ['page/parts/json-block.tsx'],
  diff: ['core/words/text-diff.ts', 'page/parts/diff/'],
  'fast-json-stable-stringify': ['core/stable-json.ts'],
  'simple-statistics': ['core/statistics/'],
  superjson: ['core/cassette/value-codec.ts'],
  'eventsource-parser': ['core/cassette/event-stream.ts'],
  '@pydantic/genai-prices': ['core/providers/pricing.ts'],
  zod: ['core/', 'protocol/', 'node/'],
  // Cassettes and reports are touched by storage alone.
  'node:fs': [
    'storage/',
    'node/',
    // Reads the versions in package.json, for a cassette's header.
    'storage/installed-packages.ts',
    // Stand before those functions of it that name temporary folders and list files.
    'worker/environment/cover/cover-folders.ts',
    'worker/environment/cover/cover-temporary.ts',
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
  expect(edges).toContainEqual({ from: 'worker/index.ts', to: 'worker/run/replay-run.ts' })
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

function roomOf(path: string): number {
  const rooms = ROOMS.filter((room) => within(path, [room]))
  return ROOMS.indexOf(rooms.sort((a, b) => b.length - a.length)[0] ?? '')
}

test('every file has a room', () => {
  expect(files.filter(({ path }) => roomOf(path) === -1)).toEqual([])
})

test('imports point to lower rooms', () => {
  const wrong = edges.filter(({ from, to }) => isPath(to) && roomOf(to) > roomOf(from))
  expect(wrong).toEqual([])
})

test('no room is a pile', () => {
  const counts = new Map<string, number>()
  for (const { path } of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
  expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([])
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

test('the page loads no schema and no code of Node, however far away: zod would be most of it', () => {
  const loads = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf({
        path,
        text: text.replace(/^(?:import|export) type [^;'"]*from '[^']+'/gm, ''),
      }),
    ]),
  )
  const loaded = new Map<string, string>()
  const open = [...loads.keys()].filter((path) => path.startsWith('page/'))
  for (const from of open) {
    for (const to of loads.get(from) ?? []) {
      if (loaded.has(to)) continue
      loaded.set(to, from)
      if (loads.has(to)) open.push(to)
    }
  }
  expect(loaded.size).toBeGreaterThan(50)
  const wrong = [...loaded].filter(([to]) => /schema\.ts$|^zod|^node:/.test(to))
  expect(wrong).toEqual([])
})

test('no file imports itself around a circle, types included', () => {
  const graph = new Map(files.map((file) => [file.path, importsOf(file).filter(isPath)]))
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, above: string[]) => {
    if (above.includes(path)) circles.push([...above.slice(above.indexOf(path)), path].join(' > '))
    if (done.has(path) || above.includes(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...above, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  expect(circles).toEqual([])
})
