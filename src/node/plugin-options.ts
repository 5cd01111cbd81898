import { findRuleProblem } from '../core/divergence/differences/tolerance-rules.ts'
import { ReplayError } from '../core/errors.ts'
import { readMatchRules } from '../core/matching/match-options.ts'
import { explainOptions, type OptionProblem } from '../core/options/explain-options.ts'
import { isCI } from '../core/options/is-ci.ts'
import type { MatchOptions } from '../core/options/match-schema.ts'
import { findPolicyProblem } from '../core/policy/read-policy.ts'
import { findHeaderProblem } from '../core/options/find-header-problem.ts'
import { PluginOptionsSchema, type PluginOptions } from '../core/options/plugin-options.ts'
import { selectProject } from '../core/words/test-command.ts'
import type { WorkerOptions } from '../protocol/options.ts'
import type { Launch } from './launch.ts'
import type { SessionFacts } from './runs/session-facts.ts'

/**
 * Checks the options before anything starts.
 *
 * @throws ReplayError `OPTION_INVALID`
 */
export function parsePluginOptions(options: unknown): PluginOptions {
  const result = PluginOptionsSchema.safeParse(options)
  checkRules((options ?? {}) as PluginOptions)
  if (result.success) return result.data
  throw invalid(explainOptions(PluginOptionsSchema, options)!)
}

/** Rules have conditions between their fields; their own readers say more than a schema can. */
function checkRules({ compare, match, policy, redact }: PluginOptions): void {
  refuse(findPolicyProblem(policy))
  if (compare !== undefined) refuse(findRuleProblem(compare))
  if (isObject(redact)) refuse(findHeaderProblem(redact.headers, 'redact.headers', 'kept'))
  if (!isObject(match)) return
  readMatchRules(match, 'plugin')
  refuse(findHeaderProblem(match.headers, 'match.headers', 'compared'))
  for (const [name, own] of Object.entries(isObject(match.agents) ? match.agents : {})) {
    if (!isObject(own)) continue
    const field = `match.agents.${name}`
    readMatchRules(own, 'agent', field)
    refuse(findHeaderProblem(own.headers, `${field}.headers`, 'compared'))
  }
}

function refuse(problem: OptionProblem | undefined): void {
  if (problem) throw invalid(problem)
}

function isObject<T extends object>(value: T | undefined): value is T {
  return typeof value === 'object' && value !== null
}

function invalid({ field, reason, remedy }: OptionProblem): ReplayError {
  return new ReplayError('OPTION_INVALID', {
    attempted: 'Failed to read the options of replay() in vitest.config',
    reason: field === '' ? `the argument "options" ${reason}` : `the option "${field}" ${reason}`,
    remedy,
    location: { field },
  })
}

/** Makes the options that are sent to the workers. */
export function toWorkerOptions(
  options: PluginOptions,
  host: {
    update: boolean
    root: string
    launch: Launch
    packageRoot: string
    project: string
    /** There are several projects, and commands name theirs. */
    isWorkspace?: boolean
    /** The facts that executions are kept with; absent where they are not kept. */
    execution?: SessionFacts
    /** A live page shows the runs. */
    isLive?: boolean
    env: Record<string, string | undefined>
    home?: WorkerOptions['home']
    /** Those of `env` that name the machine and the build. */
    variables?: Record<string, string>
  },
): WorkerOptions {
  const {
    redact,
    match,
    report: _report,
    runStore: _store,
    onEvent,
    diagnose: _known,
    ...rest
  } = options
  const worker: WorkerOptions = {
    ...rest,
    ...(host.variables ? { variables: host.variables } : {}),
    ...(host.execution
      ? {
          store: {
            ...host.execution,
            live: onEvent !== undefined || host.isLive === true,
            project: host.project,
          },
        }
      : {}),
    update: host.update,
    root: host.root,
    startedIn: host.launch.startedIn,
    repository: host.launch.repository,
    packageRoot: host.packageRoot,
    ...(host.home ? { home: host.home } : {}),
    ci: isCI(host.env),
  }
  const rules = toWorkerMatch(match)
  if (rules) worker.match = rules
  const flags = [
    ...host.launch.flags,
    ...selectProject(host.isWorkspace === true ? host.project : ''),
  ]
  if (flags.length > 0) worker.flags = flags
  const release = options.release ?? releaseOf(host.env)
  if (release) worker.release = release
  if (redact) {
    const { headers, claims } = redact
    worker.redact = {
      ...(headers ? { headers } : {}),
      ...(claims ? { claims } : {}),
    }
    if (redact.secrets)
      worker.redact.secrets = redact.secrets.map(({ name, pattern }) => ({
        name,
        ...patternText(pattern),
      }))
  }
  return worker
}

/** Brings the rules into the form that is sent, or throws for a wrong one. */
function toWorkerMatch(match: PluginOptions['match']): WorkerOptions['match'] {
  if (!match) return undefined
  const read = (own: MatchOptions, origin: 'plugin' | 'agent', field: string) => ({
    ...(own.headers ? { headers: own.headers } : {}),
    rules: readMatchRules(own, origin, field),
  })
  const agents = Object.entries(match.agents ?? {}).map(([name, options]) => {
    const own = read(options, 'agent', `match.agents.${name}`)
    const rules = own.rules.map((rule) => ({
      ...rule,
      label: `${rule.label} (agent ${name})`,
    }))
    return [name, { ...own, rules }] as const
  })
  return {
    ...read(match, 'plugin', 'match'),
    agents: Object.fromEntries(agents),
  }
}

/** Lists the match rules of the plugin as reports name them. */
export function ruleLabels(options: PluginOptions): string[] {
  const match = toWorkerMatch(options.match)
  const agents = Object.values(match?.agents ?? {})
  return [match, ...agents].flatMap((own) => (own?.rules ?? []).map(({ label }) => label))
}

function patternText(pattern: RegExp | string): {
  source: string
  flags: string
} {
  if (pattern instanceof RegExp) return { source: pattern.source, flags: pattern.flags }
  return { source: pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags: '' }
}

/** Finds the release under test where no option names it. */
export function releaseOf(env: Record<string, string | undefined>): string | undefined {
  return env['VITEST_REPLAY_RELEASE'] || env['GITHUB_SHA'] || undefined
}
