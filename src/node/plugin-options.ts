import { z } from 'zod'
import { MAX_TAKES } from '../core/cassette/cassette-path.ts'
import { RECORD_MODES } from '../core/cassette/record-mode.ts'
import {
  findRuleProblem,
  type CompareOptions,
} from '../core/divergence/differences/tolerance-rules.ts'
import { ReplayError } from '../core/errors.ts'
import { readMatchRules, type MatchRules } from '../core/matching/match-options.ts'
import type { WorkerOptions } from '../protocol/options.ts'
import { PAGE_LAYOUTS, type PageLayout } from './render/page/write-page.ts'

/** @note The rules themselves are read by `readMatchRules`, whose errors say more. */
const MatchSchema = z
  .object({
    headers: z.array(z.string()).optional(),
    ignore: z.custom<MatchRules['ignore']>().optional(),
    normalize: z.custom<MatchRules['normalize']>().optional(),
  })
  .strict()

const PluginOptionsSchema = z
  .object({
    mode: z.enum(RECORD_MODES).optional(),
    thresholds: z
      .object({
        matchRate: z.number().min(0).max(1).optional(),
        determinism: z.number().min(0).max(100).optional(),
      })
      .strict()
      .optional(),
    match: MatchSchema.extend({ agents: z.record(z.string(), MatchSchema).optional() }).optional(),
    compare: z.custom<CompareOptions>().optional(),
    passthrough: z.array(z.string().min(1)).optional(),
    redact: z
      .object({
        headers: z.array(z.string()).optional(),
        secrets: z
          .array(
            z
              .object({
                name: z.string().min(1),
                pattern: z.union([z.string().min(1), z.instanceof(RegExp)]),
              })
              .strict(),
          )
          .optional(),
      })
      .strict()
      .optional(),
    verify: z.boolean().optional(),
    takes: z.number().int().min(1).max(MAX_TAKES).optional(),
    replays: z.number().int().min(0).max(100).optional(),
    environment: z.boolean().optional(),
    release: z.string().optional(),
    report: z
      .object({ html: z.enum(PAGE_LAYOUTS).optional() })
      .strict()
      .optional(),
  })
  .strict()

interface PluginMatch extends MatchRules {
  headers?: string[]
}

/** Options of the plugin; each can be overridden by the call. */
export interface PluginOptions {
  /** VCR's record mode, where neither the call, `VITEST_REPLAY`, `vitest -u` nor `CI` says otherwise. @default 'once' */
  mode?: (typeof RECORD_MODES)[number]
  /** What every run must reach. @default { matchRate: 1 } */
  thresholds?: {
    /** 0 to 1. */
    matchRate?: number
    /** 0 to 100: the determinism score; asks for further replays of every run. */
    determinism?: number
  }
  /** What counts beside method, URL and body, and what of these does not; for all runs, and by the agent's name. */
  match?: PluginMatch & { agents?: Record<string, PluginMatch> }
  /** What may differ in outputs; nothing by default. The call's rules are added to these. */
  compare?: CompareOptions
  /** URLs that are neither recorded nor blocked: prefixes, or texts with `*`. */
  passthrough?: string[]
  /** What is kept of headers, and what is secret, beside the rules that are built in. */
  redact?: { headers?: string[]; secrets?: Array<{ name: string; pattern: RegExp | string }> }
  /** `false` leaves out the replay that follows a recording. @default true */
  verify?: boolean
  /** How many times each run is recorded, where it is recorded: each costs as much as the first. @default 1 */
  takes?: number
  /** How many further replays measure determinism. @default 3 where a threshold asks for a score, else 0 */
  replays?: number
  /** `false` leaves the clock and the sources of chance alone. @default true */
  environment?: boolean
  /** What is under test: a version, a tag or a commit. */
  release?: string
  /** How reports are written. */
  report?: {
    /**
     * `file` writes the page as one file, `folder` as a small one with the runs in `report/` beside it, `auto` as a
     * folder where the file had more than 15 MiB.
     *
     * @default 'auto'
     */
    html?: PageLayout
  }
}

/** Checks the options before anything starts. */
export function parsePluginOptions(options: unknown): PluginOptions {
  const result = PluginOptionsSchema.safeParse(options)
  if (!result.success) {
    const issue = result.error.issues[0]!
    throw invalid(
      issue.path.map(String).join('.'),
      issue.message,
      `The options are ${Object.keys(PluginOptionsSchema.shape).join(', ')}`,
    )
  }
  const { compare, match } = result.data
  toWorkerMatch(match)
  const problem = compare === undefined ? undefined : findRuleProblem(compare)
  if (problem) throw invalid(problem.field, `it ${problem.reason}`, problem.remedy)
  return result.data as PluginOptions
}

function invalid(field: string, reason: string, remedy: string): ReplayError {
  return new ReplayError('OPTION_INVALID', {
    attempted: 'Failed to read the options of replay() in vitest.config',
    reason: `${field ? `"${field}": ` : ''}${reason}`,
    remedy,
    location: { field },
  })
}

/** Turns the options into what the workers are given. */
export function toWorkerOptions(
  options: PluginOptions,
  host: {
    update: boolean
    root: string
    env: Record<string, string | undefined>
    /** What of it names the machine and the build. */
    variables?: Record<string, string>
  },
): WorkerOptions {
  const { redact, match, report: _report, ...rest } = options
  const worker: WorkerOptions = {
    ...rest,
    ...(host.variables ? { variables: host.variables } : {}),
    update: host.update,
    root: host.root,
    ci: Boolean(host.env['CI']) && host.env['CI'] !== 'false' && host.env['CI'] !== '0',
  }
  const rules = toWorkerMatch(match as PluginOptions['match'])
  if (rules) worker.match = rules
  const release = options.release ?? releaseOf(host.env)
  if (release) worker.release = release
  if (redact) {
    worker.redact = redact.headers ? { headers: redact.headers } : {}
    if (redact.secrets)
      worker.redact.secrets = redact.secrets.map(({ name, pattern }) => ({
        name,
        ...patternText(pattern),
      }))
  }
  return worker
}

/** Brings the rules into the form that travels, or says what is wrong with one. */
function toWorkerMatch(match: PluginOptions['match']): WorkerOptions['match'] {
  if (!match) return undefined
  const read = (given: PluginMatch, origin: 'plugin' | 'agent', field: string) => ({
    ...(given.headers ? { headers: given.headers } : {}),
    rules: readMatchRules(given, origin, field),
  })
  const agents = Object.entries(match.agents ?? {}).map(([name, given]) => {
    const own = read(given, 'agent', `match.agents.${name}`)
    const rules = own.rules.map((rule) => ({ ...rule, label: `${rule.label} (agent ${name})` }))
    return [name, { ...own, rules }] as const
  })
  return { ...read(match, 'plugin', 'match'), agents: Object.fromEntries(agents) }
}

/** The match rules of the plugin, as reports name them. */
export function ruleLabels(options: PluginOptions): string[] {
  const match = toWorkerMatch(options.match)
  const agents = Object.values(match?.agents ?? {})
  return [match, ...agents].flatMap((own) => (own?.rules ?? []).map(({ label }) => label))
}

function patternText(pattern: RegExp | string): { source: string; flags: string } {
  if (pattern instanceof RegExp) return { source: pattern.source, flags: pattern.flags }
  return { source: pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags: '' }
}

/** What is under test, where nobody named it. */
export function releaseOf(env: Record<string, string | undefined>): string | undefined {
  return env['VITEST_REPLAY_RELEASE'] || env['GITHUB_SHA'] || undefined
}
