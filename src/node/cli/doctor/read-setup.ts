import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { parseCassette } from '../../../core/cassette/parse.ts'
import { ReplayError } from '../../../core/errors.ts'
import { isCI } from '../../../core/options/is-ci.ts'
import { findCassettes, isSkippedFolder } from '../../../storage/find-cassettes.ts'
import { readHistory } from '../../../storage/history.ts'
import { installedPackages, installedVersion } from '../../../storage/installed-packages.ts'
import { readReport } from '../../../storage/read-report.ts'
import { hasReport, REPORT_FOLDER } from '../../../storage/report-file.ts'
import { readHeads } from '../../../storage/run-store/find-run.ts'
import { hasProjects } from '../has-projects.ts'
import { PROVIDERS } from './providers.ts'
import type { CassetteFacts, ReportFacts, SetupFacts } from './setup-facts.ts'

/** Reads the facts of a project's set-up. */
export function readSetup(root: string, env: NodeJS.ProcessEnv = process.env): SetupFacts {
  return {
    now: Date.now(),
    node: process.version,
    variables: new Set(Object.keys(env).filter((name) => (env[name] ?? '') !== '')),
    recordMode: env['VITEST_REPLAY'],
    modelProvider: env['MODEL_PROVIDER'],
    model: env['MODEL'],
    isCI: isCI(env),
    packages: packagesOf(root),
    config: configOf(root),
    report: reportOf(root),
    ...cassettesOf(root),
    ignoresCassettes: /^[^#!\n]*__cassettes__/m.test(textOf(join(root, '.gitignore')) ?? ''),
    workflows: workflowsOf(root),
    releases: counted(() => readHistory(root).length),
    executions: counted(() => readHeads(root).heads.length),
  }
}

function packagesOf(root: string): Record<string, string | null> {
  const manifest = textOf(join(root, 'package.json'))
  const require = createRequire(join(root, 'package.json'))
  const declared = manifest === null ? [] : Object.keys(dependenciesOf(manifest))
  const wanted = declared.filter((name) => PROVIDERS.some(({ packages }) => packages.test(name)))
  const named = ['vitest', 'msw', ...wanted].map((name) => [
    name,
    installedVersion(require, name) ?? null,
  ])
  return {
    ...(Object.fromEntries(named) as Record<string, string | null>),
    ...installedPackages(root),
  }
}

function dependenciesOf(manifest: string): Record<string, string> {
  try {
    const { dependencies, devDependencies } = JSON.parse(manifest) as Record<
      string,
      Record<string, string>
    >
    return { ...dependencies, ...devDependencies }
  } catch {
    throw new ReplayError('MANIFEST_CORRUPT', {
      attempted: 'Failed to read package.json',
      reason: 'it is not JSON',
      remedy: 'Fix it, then run vitest-replay doctor again',
    })
  }
}

const CONFIGS = ['vitest', 'vite'].flatMap((name) =>
  ['ts', 'mts', 'js', 'mjs', 'cts', 'cjs'].map((ending) => `${name}.config.${ending}`),
)

/** The configurations of a folder, and of the projects below it where it is the root of a workspace. */
function configOf(root: string): string | null {
  const textsIn = (folder: string) => CONFIGS.flatMap((name) => textOf(join(folder, name)) ?? [])
  const own = textsIn(root)
  const further = hasProjects(root, own.join('\n')) ? foldersBelow(root).flatMap(textsIn) : []
  const texts = [...own, ...further]
  return texts.length === 0 ? null : texts.join('\n')
}

/** @note `packages/billing`, `services/eu/billing`: projects lie no deeper. */
const DEEPEST = 3

function foldersBelow(folder: string, depth = 1): string[] {
  const within = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !isSkippedFolder(entry.name, depth === 1))
    .map(({ name }) => join(folder, name))
  if (depth === DEEPEST) return within
  return within.flatMap((path) => [path, ...foldersBelow(path, depth + 1)])
}

function reportOf(root: string): SetupFacts['report'] {
  if (!hasReport(root)) return 'absent'
  try {
    const { runs } = readReport(join(root, REPORT_FOLDER))
    const actions = runs.flatMap((run) => run.actions)
    const facts: ReportFacts = {
      runs: runs.length,
      withTraceId: runs.filter(({ traceId }) => traceId !== undefined).length,
      actions: actions.length,
      withSpanId: actions.filter(({ spanId }) => spanId !== undefined).length,
      intercepted: runs.reduce((sum, { receipt }) => sum + receipt.served + receipt.live, 0),
    }
    return facts
  } catch (error) {
    if (error instanceof ReplayError) return 'unreadable'
    throw error
  }
}

function cassettesOf(root: string): Pick<SetupFacts, 'cassettes' | 'damaged'> {
  const cassettes: CassetteFacts[] = []
  const damaged: string[] = []
  for (const file of findCassettes(root)) {
    const path = relative(root, file)
    try {
      const { header, actions } = parseCassette(readFileSync(file, 'utf8'), { file })
      const models = new Set(actions.flatMap(({ llm }) => llm?.model ?? []))
      const { packages } = header.environment
      cassettes.push({ path, recordedAt: header.recordedAt, packages, models: [...models] })
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error
      damaged.push(path)
    }
  }
  return { cassettes, damaged }
}

function workflowsOf(root: string): Array<[path: string, text: string]> {
  const folder = join(root, '.github/workflows')
  const inFolder = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => `.github/workflows/${name}`)
    : []
  return [...inFolder, '.gitlab-ci.yml', '.circleci/config.yml', 'azure-pipelines.yml'].flatMap(
    (path) => {
      const text = textOf(join(root, path))
      return text === null ? [] : [[path, text] as [string, string]]
    },
  )
}

function textOf(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/** @note A damaged history counts as none; the commands that read it report the damage. */
function counted(count: () => number): number {
  try {
    return count()
  } catch (error) {
    if (error instanceof ReplayError) return 0
    throw error
  }
}
