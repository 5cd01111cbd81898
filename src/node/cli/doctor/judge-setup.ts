import { plural } from '../../../core/words/plural.ts'
import { PROVIDERS, RETIRED } from './providers.ts'
import type { SetupFacts } from './setup-facts.ts'

/** A check of the set-up. */
export interface SetupCheck {
  id: string
  title: string
  /** Fulfilled, wrong, or still to be done: a project that has just begun has not failed. */
  status: 'ok' | 'failed' | 'not_yet'
  /** The facts that decided. */
  found: string[]
  /** The thing to do; `null` where all is well. */
  remedy: string | null
}

type Judge = (facts: SetupFacts) => Omit<SetupCheck, 'id' | 'title'>

/** The checks, in the order in which a set-up grows. */
const CHECKS: ReadonlyArray<readonly [id: string, title: string, judge: Judge]> = [
  ['packages', 'Node, Vitest, MSW and the SDKs are installed and fit', judgePackages],
  ['interception', 'requests and calls are intercepted', judgeInterception],
  ['credentials', 'provider, key and model fit together', judgeCredentials],
  ['cassettes', 'cassettes can be read and are fresh', judgeCassettes],
  ['reporter', 'the reporter writes a report', judgeReporter],
  ['ci', 'CI replays, and has the cassettes', judgeCI],
  ['ids', 'runs and actions have ids, and events are kept', judgeIds],
  ['gate', 'a gate is set', judgeGate],
  ['history', 'history is kept', judgeHistory],
]

/** Judges the set-up of a project. */
export function judgeSetup(facts: SetupFacts): SetupCheck[] {
  return CHECKS.map(([id, title, judge]) => ({ id, title, ...judge(facts) }))
}

const ok = (...found: string[]) => ({ status: 'ok' as const, found, remedy: null })
const failed = (found: string[], remedy: string) => ({ status: 'failed' as const, found, remedy })
const notYet = (found: string[], remedy: string) => ({ status: 'not_yet' as const, found, remedy })

function judgePackages({ node, packages }: SetupFacts): ReturnType<Judge> {
  const problems = [
    ...(isNodeSupported(node) ? [] : [`Node ${node} is not supported`]),
    ...Object.entries(packages).flatMap(([name, version]) =>
      version === null ? [`${name} is not installed`] : [],
    ),
    ...(majorOf(packages['vitest']) < 4 ? [`vitest ${packages['vitest']} is older than 4.1`] : []),
    ...(majorOf(packages['msw']) < 2 ? [`msw ${packages['msw']} is older than 2.12`] : []),
  ]
  const remedy = 'npm install, with Node 20.19, 22.12 or later, vitest ^4.1 or ^5, msw ^2.12 or ^3'
  return problems.length > 0 ? failed(problems, remedy) : ok(`Node ${node}`)
}

function isNodeSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
}

function majorOf(version: string | null | undefined): number {
  return version ? Number(version.split('.')[0]) : Infinity
}

function judgeInterception({ config, report }: SetupFacts): ReturnType<Judge> {
  const isNamed = config?.includes('vitest-replay') ?? false
  if (typeof report === 'object' && report.intercepted > 0)
    return ok(
      `${plural(report.intercepted, 'request or call', 'requests and calls')} in the last report`,
    )
  if (isNamed)
    return notYet(
      ['the plugin is in the configuration; no report shows an intercepted call yet'],
      'npx vitest run',
    )
  return failed(
    [
      config === null
        ? 'there is no configuration of Vitest'
        : 'the configuration does not name the plugin',
    ],
    "add plugins: [replay()] from 'vitest-replay/plugin' to vitest.config.ts",
  )
}

function judgeCredentials(facts: SetupFacts): ReturnType<Judge> {
  const { packages, variables, modelProvider, model, isCI, cassettes } = facts
  const used = PROVIDERS.filter(({ packages: own }) =>
    Object.entries(packages).some(([name, version]) => version !== null && own.test(name)),
  )
  const lacking = used.filter(({ keys }) => !keys.some((key) => variables.has(key)))
  const named = PROVIDERS.find(({ name }) => name === modelProvider?.toLowerCase())
  const ofModel = PROVIDERS.find(({ models }) => model !== undefined && models.test(model))
  if (named && ofModel && named !== ofModel)
    return failed(
      [`MODEL_PROVIDER is ${named.name}, and MODEL is one of ${ofModel.name}`],
      'set MODEL to a model of the provider',
    )
  const wanted = named ?? ofModel
  const missing = wanted ? lacking.filter((one) => one === wanted) : lacking
  const isEnough = wanted ? missing.length === 0 : lacking.length < used.length || used.length === 0
  const states = used.map(
    ({ name, keys }) =>
      `${name}: ${keys.find((key) => variables.has(key)) ?? keys[0]} ${variables.has(keys.find((key) => variables.has(key)) ?? '') ? 'present' : 'absent'}`,
  )
  if (isEnough) return ok(...states)
  if (isCI) return ok(...states, 'a replay needs no key')
  // Replaying the recordings that exist takes no key.
  if (cassettes.length > 0) return ok(...states, 'a replay needs no key')
  return notYet(
    states,
    `set ${missing.map(({ keys }) => keys[0]).join(' or ')} to record; a replay needs no key`,
  )
}

const MAX_AGE_DAYS = 90
const DAY = 86_400_000
const SHOWN = 5

function judgeCassettes({ now, cassettes, damaged, packages }: SetupFacts): ReturnType<Judge> {
  if (cassettes.length + damaged.length === 0)
    return notYet(['there is no cassette yet'], 'write a test with replayRun, and run npx vitest')
  const problems = [
    ...damaged.map((path) => `${path} cannot be read`),
    ...cassettes.flatMap(({ path, recordedAt, packages: recorded, models }) => {
      const days = Math.floor((now - Date.parse(recordedAt)) / DAY)
      const upgraded = Object.entries(recorded).flatMap(([name, version]) => {
        const present = packages[name]
        return present && majorOf(present) !== majorOf(version)
          ? [`${path} was recorded with ${name} ${version}, installed is ${present}`]
          : []
      })
      return [
        ...(days > MAX_AGE_DAYS ? [`${path} is ${days} days old`] : []),
        ...upgraded,
        ...models
          .filter((model) => model.endsWith('-latest'))
          .map((model) => `${path} uses ${model}, which changes by itself`),
        ...models
          .filter((model) => RETIRED.test(model))
          .map((model) => `${path} uses ${model}, which is retired`),
      ]
    }),
  ]
  if (problems.length === 0) return ok(plural(cassettes.length, 'cassette'))
  const shown = problems.slice(0, SHOWN)
  const rest = problems.length > SHOWN ? [`and ${problems.length - SHOWN} more`] : []
  return failed(
    [...shown, ...rest],
    'record them again: VITEST_REPLAY=all npx vitest run; pin models by date',
  )
}

function judgeReporter({ report, cassettes }: SetupFacts): ReturnType<Judge> {
  if (report === 'absent')
    return notYet(['there is no .vitest-replay/report.json'], 'npx vitest run')
  if (report === 'unreadable')
    return failed(
      ['.vitest-replay/report.json cannot be read'],
      'remove it, and run npx vitest run',
    )
  return report.runs > 0
    ? ok(plural(report.runs, 'run'))
    : (cassettes.length > 0 ? failed : notYet)(['the last report holds no run'], 'npx vitest run')
}

const LIVE_IN_CI =
  /VITEST_REPLAY["']?\s*[:=]\s*["']?(?:all|once|new_episodes)\b|vitest[^\n]*\s(?:-u|--update)\b/

function judgeCI(facts: SetupFacts): ReturnType<Judge> {
  const { workflows, ignoresCassettes, recordMode, isCI } = facts
  if (ignoresCassettes)
    return failed(
      ['git leaves __cassettes__ out'],
      'take __cassettes__ out of .gitignore, and commit the cassettes',
    )
  const live = workflows.filter(([, text]) => LIVE_IN_CI.test(text)).map(([path]) => path)
  if (live.length > 0 || (isCI && recordMode !== undefined && recordMode !== 'none'))
    return failed(
      [
        ...live.map((path) => `${path} records`),
        ...(live.length === 0 ? [`VITEST_REPLAY is ${recordMode}`] : []),
      ],
      'leave VITEST_REPLAY and -u out of CI: there it is none by default',
    )
  const running = workflows.filter(([, text]) =>
    /vitest|npm (?:run )?test|pnpm (?:run )?test|yarn test/.test(text),
  )
  return running.length > 0
    ? ok(...running.map(([path]) => path))
    : notYet(['no workflow runs the tests'], 'run npx vitest run in CI, on each pull request')
}

function judgeIds({ report, executions }: SetupFacts): ReturnType<Judge> {
  if (typeof report !== 'object' || report.runs === 0)
    return notYet(['there is no report to look at'], 'npx vitest run')
  const { runs, withTraceId, actions, withSpanId } = report
  if (withTraceId < runs || withSpanId < actions)
    return failed(
      [
        `${withTraceId} of ${plural(runs, 'run')} and ${withSpanId} of ${plural(actions, 'action')} have an id`,
      ],
      'run the tests again with this version',
    )
  return executions > 0
    ? ok(
        `${plural(runs, 'run')}, ${plural(actions, 'action')}, ${plural(executions, 'execution')} in the store`,
      )
    : failed(
        ['no execution is kept in .vitest-replay/runs'],
        'switch the store of runs on, and run npx vitest run',
      )
}

function judgeGate({ config, workflows }: SetupFacts): ReturnType<Judge> {
  const inConfig = /\bthresholds\b(?!\s*:\s*false)/.test(config ?? '')
  const isOff = /\bthresholds\s*:\s*false/.test(config ?? '')
  const inCI = workflows.filter(([, text]) => /vitest-replay compare|--fail-on|fail-on:/.test(text))
  const found = [
    ...(inConfig ? ['thresholds in the configuration'] : []),
    ...inCI.map(([path]) => `compare in ${path}`),
  ]
  if (found.length === 0 && !isOff) found.push('matchRate 1 by default')
  return found.length > 0
    ? ok(...found)
    : failed(
        ['thresholds are off, and there is no comparison in CI'],
        'set replay({ thresholds: { matchRate: 1, determinism: 90 } }), and run vitest-replay compare in CI',
      )
}

function judgeHistory({ releases }: SetupFacts): ReturnType<Judge> {
  return releases > 0
    ? ok(plural(releases, 'release'))
    : notYet(['no release is kept'], 'npx vitest-replay history add, after each release')
}
