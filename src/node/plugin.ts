/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import type { Vite, VitestPluginContext } from 'vitest/node'
import { machineVariables } from '../core/analysis/determinism/machine-variables.ts'
import { ReplayError } from '../core/errors.ts'
import { hasListener } from '../storage/run-store/listener-file.ts'
import { DEFAULT_LIMITS } from '../storage/run-store/prune-runs.ts'
import { homeVariables } from '../protocol/home-variables.ts'
import { OPTIONS_KEY } from '../protocol/keys.ts'
import type { WorkerOptions } from '../protocol/options.ts'
import type { PluginOptions } from '../core/options/plugin-options.ts'
import { ShownTextRedactor } from './shown-text-redactor.ts'
import { aroundTerminal } from './around-terminal.ts'
import { readLaunch } from './launch.ts'
import { takeLiveOrder } from './live/live-order.ts'
import type { LiveRuns } from './live/live-runs.ts'
import { parsePluginOptions, releaseOf, ruleLabels, toWorkerOptions } from './plugin-options.ts'
import { ReplayReporter, type ReporterOptions } from './reporter.ts'
import { readSessionFacts, type SessionFacts } from './runs/session-facts.ts'

type Project = VitestPluginContext['project']
type Vitest = VitestPluginContext['vitest']

const SETUP_FILE = fileURLToPath(new URL('./setup.js', import.meta.url))
const SETUP_ID = SETUP_FILE.replaceAll('\\', '/')

/**
 * The Vitest plugin: installs recording and replay in every test file, and reports the results of
 * the runs.
 *
 * @example
 * export default defineConfig({ plugins: [replay({ thresholds: { matchRate: 1 } })] })
 *
 * @throws ReplayError `OPTION_INVALID`, `BROWSER_UNSUPPORTED` or `POOL_UNSUPPORTED`.
 */
export function replay(options: PluginOptions = {}): Vite.Plugin {
  const parsed = parsePluginOptions(options)
  return {
    name: 'vitest-replay',
    // Before Vitest's own plugin: its hooks run in this order.
    enforce: 'pre',
    config: () => ({
      // The setup file has to be evaluated once a test file; an external module is evaluated once a worker.
      test: { server: { deps: { inline: [/[\\/]vitest-replay[\\/]dist[\\/]setup\.js/] } } },
    }),
    // The setup file is what it was built as. A map of it would be decoded at the first call of every test file.
    transform: (code, id) => (id === SETUP_ID ? { code, map: { mappings: '' } } : null),
    configureVitest: async ({ project, vitest }) => {
      const live = liveRunsOf(vitest, parsed)
      installInto(project, vitest, parsed)
      // Vitest begins anew with another configuration when its file is saved.
      if (reported.has(vitest.config)) return
      reported.add(vitest.config)
      const { claims, secrets } = parsed.redact ?? {}
      const redaction = () => ({
        env: environmentOf(vitest),
        ...(claims && { claims }),
        ...(secrets && { secrets }),
      })
      const reporter = new ReplayReporter({
        rules: ruleLabels(parsed),
        redaction,
        install: (other) => installInto(other, vitest, parsed),
        ...(parsed.release === undefined ? {} : { release: parsed.release }),
        report: parsed.report,
        known: parsed.diagnose ?? [],
        ...storeOf(vitest, parsed),
        ...(live && { live: await live }),
      })
      let restore = () => {}
      const shortened = {
        before: (unhandled: readonly unknown[]) =>
          void (restore = reporter.shortenErrors(unhandled)),
        after: () => restore(),
      }
      const { reporters } = vitest.config
      const around = aroundTerminal(reporters, shortened)
      reporters.splice(
        0,
        Infinity,
        ...([new ShownTextRedactor(redaction), ...around, reporter] as never[]),
      )
    },
  }
}

const executions = new WeakMap<Vitest, SessionFacts>()

/** The facts of a test run: read once for all its projects. */
function executionOf(vitest: Vitest, { release }: PluginOptions): SessionFacts {
  const known =
    executions.get(vitest) ??
    readSessionFacts(vitest.config.root, process.env, release ?? releaseOf(process.env))
  executions.set(vitest, known)
  return known
}

/** The store of runs for the reporter; nothing where none are kept. */
function storeOf(vitest: Vitest, options: PluginOptions): Pick<ReporterOptions, 'store'> {
  if (!keepsRuns(options)) return {}
  const { session } = executionOf(vitest, options)
  const limits = { ...DEFAULT_LIMITS, ...(options.runStore || undefined) }
  return { store: { session, limits, onEvent: options.onEvent, isFollowed: isFollowed(vitest) } }
}

/** Runs are kept where reports are written, unless the options say otherwise. */
function keepsRuns({ runStore, report }: PluginOptions): boolean {
  return runStore !== false && (runStore !== undefined || report !== false)
}

const served = new WeakMap<Vitest, Promise<LiveRuns>>()

/** The live page of a Vitest in watch mode, where `vitest-replay ui` asks for it. */
function liveRunsOf(vitest: Vitest, options: PluginOptions): Promise<LiveRuns> | undefined {
  const known = served.get(vitest)
  const order = known ? null : takeLiveOrder(process.env)
  if (!order || !vitest.config.watch) return known
  if (options.report === false || !keepsRuns(options)) {
    vitest.logger.warn(
      '[vitest-replay] There is no live page: it shows reports and the store of runs, and the options "report" or "runStore" keep none.',
    )
    return undefined
  }
  const { session } = executionOf(vitest, options)
  const live = import('./live/start-live.ts').then(({ startLive }) =>
    startLive(vitest, { order, session, setMode: (mode) => setRerunMode(vitest, mode) }),
  )
  served.set(vitest, live)
  return live
}

/** Returns `true` where a live page shows the runs: of this process, or of another. */
function isFollowed(vitest: Vitest): boolean {
  return served.has(vitest) || hasListener(vitest.config.root)
}

/** Gives the workers a record mode that stands above others, or takes it back. */
function setRerunMode(vitest: Vitest, rerun: WorkerOptions['rerun']): void {
  for (const project of vitest.projects) {
    const options = installed.get(project)
    if (options)
      project.provide(OPTIONS_KEY as never, { ...options, ...(rerun && { rerun }) } as never)
  }
}

const reported = new WeakSet<Vitest['config']>()
const installed = new WeakMap<Project, WorkerOptions>()

function installInto(project: Project, vitest: Vitest, options: PluginOptions): void {
  if (installed.has(project)) return
  const { config } = project
  if (config.browser?.enabled) {
    throw new ReplayError('BROWSER_UNSUPPORTED', {
      attempted: `Failed to install vitest-replay in the project "${project.name}"`,
      reason: 'it runs in browser mode, and agents can only be recorded in Node',
      remedy: 'Put the tests of agents into a project of their own, without "browser"',
    })
  }
  if (/^vm/i.test(String(config.pool))) {
    throw new ReplayError('POOL_UNSUPPORTED', {
      attempted: `Failed to install vitest-replay in the project "${project.name}"`,
      reason: `the pool "${String(config.pool)}" gives each test file a node:http of its own, which cannot be intercepted`,
      remedy: 'Set test.pool to "forks" or "threads"',
    })
  }
  config.setupFiles.push(SETUP_FILE)
  const worker = toWorkerOptions(options, {
    update: vitest.config.snapshotOptions.updateSnapshot === 'all',
    root: vitest.config.root,
    launch: readLaunch(vitest.config.root),
    packageRoot: config.root,
    project: project.name,
    isWorkspace: isWorkspace(vitest),
    env: { ...process.env, ...config.env },
    home: presentHome(),
    variables: machineVariables(inherited(config.env)),
    isLive: isFollowed(vitest),
    ...(keepsRuns(options) ? { execution: executionOf(vitest, options) } : {}),
  })
  installed.set(project, worker)
  project.provide(OPTIONS_KEY as never, worker as never)
}

/** The zone and the locale of this process, and the variables that chose them. */
function presentHome(): NonNullable<WorkerOptions['home']> {
  const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions()
  return { timezone: timeZone, locale, variables: homeVariables(process.env) }
}

/** @note Which project is the root's is not known yet while plugins are installed. */
function isWorkspace({ config }: Vitest): boolean {
  return (config as { projects?: unknown }).projects !== undefined
}

/** The variables of this process and of all projects, each value once. */
function environmentOf({ projects }: Vitest): Record<string, string | undefined> {
  const all: Record<string, string | undefined> = { ...process.env }
  for (const [at, { config }] of projects.entries())
    for (const [name, value] of Object.entries(config.env ?? {}))
      if (all[name] === undefined) all[name] = String(value)
      else if (all[name] !== value) all[`${name}_${at}`] = String(value)
  return all
}

/**
 * The environment of the process without the configured variables, which are the same on every
 * machine.
 */
function inherited(set: Record<string, unknown> | undefined): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(([name]) => !Object.hasOwn(set ?? {}, name))
  return Object.fromEntries(env)
}
