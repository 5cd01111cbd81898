// Builds dist/: the bundles, their types, the JSON schemas; then puts the package where its own
// tests and examples find it, as an installation would.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { buildPage } from './build-page.mjs'
import { compileChecks } from './compiled-checks.mjs'
import { describeTypes } from './describe-types.mjs'
import { licencesOf } from './licences.mjs'
import { replayChunks } from './replay-chunks.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
/** The declarations of each module, before those of an entry are put together. */
const declared = join(dist, 'declared')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** The packages of an installation. The small ones among the others are bundled: most are many files for few functions. */
const packages = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]

rmSync(dist, { recursive: true, force: true })
const bundledModules = new Set()

async function bundle(input, { plugins = [], output = {}, codeSplitting } = {}) {
  const bundled = await rolldown({
    cwd: root,
    input,
    plugins,
    preserveEntrySignatures: 'allow-extension',
    external: (id) =>
      id.startsWith('node:') || packages.some((name) => id === name || id.startsWith(`${name}/`)),
    platform: 'node',
    checks: { pluginTimings: false },
  })
  const options = {
    dir: dist,
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    sourcemap: false,
    // The declarations hold them.
    comments: { jsdoc: false },
    ...output,
  }
  if (codeSplitting) options.codeSplitting = codeSplitting((await bundled.generate(options)).output)
  const { output: chunks } = await bundled.write(options)
  for (const { moduleIds = [] } of chunks) for (const id of moduleIds) bundledModules.add(id)
  await bundled.close()
}

const { plugin: compiledChecks, texts: optionTexts } = await compileChecks(root, dist)
/** Modules that the setup file loads when they are needed, which few test files ever do. */
const LOADED_LATER = {
  'explain-worker-options': 'src/protocol/explain-worker-options.ts',
  'explain-run': 'src/core/words/diagnosis/explain-run.ts',
  'unhandled-policy': 'src/worker/prepare/unhandled-policy.ts',
}
const laterOutside = {
  name: 'later-outside',
  resolveId(id) {
    const name = Object.keys(LOADED_LATER).find((one) => id.endsWith(`/${one}.ts`))
    return name ? { id: `./${name}.js`, external: true } : null
  },
}

const beside = {
  plugin: 'src/plugin.ts',
  reporter: 'src/reporter.ts',
  cassette: 'src/cassette.ts',
  report: 'src/report.ts',
  msw: 'src/msw.ts',
  bin: 'src/node/cli/bin.ts',
  ...LOADED_LATER,
  'json-schemas': 'src/core/json-schemas.ts',
}
await bundle(
  { index: 'src/index.ts', ...beside },
  {
    plugins: [compiledChecks],
    codeSplitting: (chunks) => replayChunks(root, chunks, Object.values(beside)),
  },
)
// In one file: in every test file Vitest resolves each import of it anew. What it shares lives on `globalThis`, and what
// describes wrong options would share modules with it.
await bundle({ setup: 'src/worker/setup.ts' }, { plugins: [compiledChecks, laterOutside] })
// By itself, so that no other entry is split for it; what it shares lives on `globalThis` too.
await bundle({ register: 'src/worker/register.ts' }, { plugins: [compiledChecks] })
// Imported by the test file that a dry run writes.
await bundle({ 'dry-run': 'src/worker/dry-run.ts' })

writeFileSync(join(dist, 'licences.txt'), licencesOf(bundledModules))

// Loaded into Node processes, and as worker threads or programs, by their paths.
for (const file of ['gateway/gateway-preload', 'gateway/waiting-thread', 'pass/processes/keeper'])
  cpSync(join(root, 'src/worker', `${file}.cjs`), join(dist, 'chunks', `${basename(file)}.cjs`))
// A worker thread of its own; most of it is the library for certificates.
await bundle(
  { 'gateway-thread': 'src/worker/gateway/gateway-thread.ts' },
  { output: { dir: join(dist, 'chunks'), minify: true } },
)
// Loaded into worker threads by its path.
cpSync(join(root, 'src/worker/intercept/closed-thread.cjs'), join(dist, 'closed-thread.cjs'))

mkdirSync(join(dist, 'page'), { recursive: true })
writeFileSync(join(dist, 'page/index.html'), await buildPage())

// The action comes with the package that it runs: `uses: ./node_modules/vitest-replay/dist/action`.
for (const file of ['action.yml', 'compare.sh', 'sticky-comment.mjs'])
  cpSync(join(root, 'examples/github-actions', file), join(dist, 'action', file))

execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.config/tsconfig.build.json'],
  { cwd: root, stdio: 'inherit' },
)
for (const file of readdirSync(declared, { recursive: true })) {
  if (!file.endsWith('.d.ts')) continue
  const path = join(declared, file)
  const declarations = readFileSync(path, 'utf8')
  const text = /core[\\/]options[\\/]/.test(file)
    ? describeTypes(declarations, optionTexts)
    : declarations
  writeFileSync(
    path,
    text.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'),
  )
}
const TYPED = ['index', 'plugin', 'reporter', 'cassette', 'report', 'msw', 'worker/register']
await bundle(
  Object.fromEntries(TYPED.map((name) => [basename(name), join(declared, `${name}.d.ts`)])),
  {
    plugins: [dts({ dtsInput: true, sourcemap: false })],
    output: {
      comments: true,
      dir: join(dist, 'types'),
      entryFileNames: '[name].d.ts',
      chunkFileNames: 'chunks/[name].d.ts',
    },
  },
)
rmSync(declared, { recursive: true })

const schemas = await import(join(dist, 'json-schemas.js'))
mkdirSync(join(dist, 'schemas'), { recursive: true })
for (const name of ['cassette', 'report', 'comparison']) {
  const schema = schemas[`${name.toUpperCase()}_JSON_SCHEMA`]
  writeFileSync(join(dist, `schemas/${name}.json`), `${JSON.stringify(schema)}\n`)
}
rmSync(join(dist, 'json-schemas.js'))

// The reporter writes the page with every report: a package without it is broken.
if (existsSync(join(root, 'src/page/index.html')) && !existsSync(join(dist, 'page/index.html')))
  throw new Error('Failed to build: src/page has no built page in dist/page/index.html.')

const installed = join(root, 'node_modules/vitest-replay')
rmSync(installed, { recursive: true, force: true })
mkdirSync(installed, { recursive: true })
cpSync(dist, join(installed, 'dist'), { recursive: true })
cpSync(join(root, 'package.json'), join(installed, 'package.json'))
const bin = join(root, 'node_modules/.bin/vitest-replay')
rmSync(bin, { force: true })
mkdirSync(dirname(bin), { recursive: true })
symlinkSync(join(installed, manifest.bin['vitest-replay']), bin)
chmodSync(bin, 0o755)
