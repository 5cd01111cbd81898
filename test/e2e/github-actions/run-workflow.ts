import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { parse } from 'yaml'
import { type Context, fillIn, isDue } from './expressions.ts'

interface Step {
  id?: string
  if?: string
  uses?: string
  run?: string
  env?: Record<string, string>
  with?: Record<string, string | number | boolean>
  'working-directory'?: string
}

interface Job {
  if?: string
  strategy?: { matrix: Record<string, Array<string | number>> }
  steps: Step[]
}

/** A machine that runs a workflow on a pull request: GitHub's, as far as it is not GitHub. */
export interface Runner {
  /** Where it may write. */
  folder: string
  /** Checks the pull request's merge commit out. */
  checkOut(into: string, depth: number): void
  /** Installs what `npm ci` installs. */
  install(into: string): void
  /** The branch that the pull request is to be merged into. */
  baseBranch: string
  /** Where the comments of the pull request are kept. */
  comments: string
  token: string
  /** Further variables that the repository sets. */
  env: Record<string, string>
}

/** The result of a job. */
export interface JobResult {
  name: string
  failed: boolean
  workspace: string
  summary: string
  log: string
}

/** Runs the jobs of a workflow one after the other: its own steps for real, those of others by what they do. */
export function runWorkflow(file: string, runner: Runner): JobResult[] {
  const { jobs } = parse(readFileSync(file, 'utf8')) as { jobs: Record<string, Job> }
  const artifacts = join(runner.folder, 'artifacts')
  for (const folder of [artifacts, join(runner.folder, 'jobs')])
    rmSync(folder, { recursive: true, force: true })
  return Object.entries(jobs).flatMap(([name, job]) =>
    matrixOf(job).map((matrix, n) => runJob(`${name}-${n}`, job, matrix, artifacts, runner)),
  )
}

function matrixOf({ strategy }: Job): Context[] {
  const [axis, ...others] = Object.entries(strategy?.matrix ?? {})
  if (others.length > 0) throw new Error('Failed to run the workflow: one axis is all there is')
  return axis ? axis[1].map((value) => ({ [axis[0]]: value })) : [{}]
}

function runJob(
  name: string,
  job: Job,
  matrix: Context,
  artifacts: string,
  runner: Runner,
): JobResult {
  const home = join(runner.folder, 'jobs', name)
  // On every machine of GitHub's the work lies at the same place.
  const workspace = join(runner.folder, 'work')
  const temporary = join(home, 'temporary')
  for (const folder of [workspace, temporary]) mkdirSync(folder, { recursive: true })
  const bin = join(home, 'bin')
  mkdirSync(bin)
  symlinkSync(join(import.meta.dirname, 'gh.mjs'), join(bin, 'gh'))
  const job_: Running = {
    runner,
    workspace,
    artifacts,
    failed: false,
    log: '',
    summary: join(home, 'summary.md'),
    env: {
      PATH: `${bin}${delimiter}${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
      HOME: home,
      ...runner.env,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_BASE_REF: runner.baseBranch,
      GITHUB_WORKSPACE: workspace,
      GITHUB_STEP_SUMMARY: join(home, 'summary.md'),
      RUNNER_TEMP: temporary,
      GH_COMMENTS: runner.comments,
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
  }
  const context: Context = {
    matrix,
    github: { token: runner.token, event: { pull_request: { number: 7 } } },
  }
  runSteps(job.steps, context, job_)
  renameSync(workspace, join(home, 'workspace'))
  return {
    name,
    failed: job_.failed,
    workspace: join(home, 'workspace'),
    summary: existsSync(job_.summary) ? readFileSync(job_.summary, 'utf8') : '',
    log: job_.log,
  }
}

interface Running {
  runner: Runner
  workspace: string
  artifacts: string
  failed: boolean
  log: string
  summary: string
  env: Record<string, string>
}

function runSteps(steps: Step[], context: Context, job: Running, action?: string): void {
  const outputs: Context = {}
  let failed = action === undefined ? job.failed : false
  for (const [n, step] of steps.entries()) {
    const known: Context = { ...context, steps: outputs }
    if (!isDue(step.if, known, failed)) continue
    const id = step.id ?? `step-${n}`
    const fill = (values: Record<string, string | number | boolean> = {}) =>
      Object.fromEntries(
        Object.entries(values).map(([key, text]) => [key, fillIn(String(text), known)]),
      )
    const before = job.failed
    job.failed = false
    if (step.uses) useAction(step.uses, fill(step.with), known, job)
    else
      outputs[id] = {
        outputs: runScript(fillIn(step.run!, known), step, fill(step.env), known, job, action),
      }
    failed ||= job.failed
    job.failed ||= before
  }
}

/** Actions of others are done by hand, those of ours are run. */
function useAction(
  uses: string,
  given: Record<string, string>,
  context: Context,
  job: Running,
): void {
  const { runner, workspace, artifacts } = job
  const [name] = uses.split('@')
  if (name === 'actions/checkout') runner.checkOut(workspace, Number(given['fetch-depth'] ?? 1))
  else if (name === 'actions/upload-artifact') {
    const from = join(workspace, given['path']!)
    if (existsSync(from)) cpSync(from, join(artifacts, given['name']!), { recursive: true })
  } else if (name === 'actions/download-artifact') {
    // All that was uploaded, merged into one folder.
    for (const one of [0, 1, 2, 3]) {
      const from = join(artifacts, given['pattern']!.replace('*', String(one)))
      if (existsSync(from)) cpSync(from, join(workspace, given['path']!), { recursive: true })
    }
  } else if (name!.startsWith('./')) {
    const folder = join(workspace, name!)
    const { inputs, runs } = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as {
      inputs: Record<string, { default?: string }>
      runs: { steps: Step[] }
    }
    const defaults = Object.entries(inputs).map(([input, { default: text }]) => [
      input,
      fillIn(text ?? '', context),
    ])
    const own = { ...Object.fromEntries(defaults), ...given } as Context
    runSteps(runs.steps, { ...context, inputs: own }, job, folder)
  } else if (name !== 'actions/setup-node')
    throw new Error(`Failed to run the step: what does ${uses} do?`)
}

function runScript(
  script: string,
  step: Step,
  env: Record<string, string>,
  context: Context,
  job: Running,
  action: string | undefined,
): Context {
  if (script === 'npm ci') {
    job.runner.install(job.workspace)
    return {}
  }
  const output = join(job.env['RUNNER_TEMP']!, `output-${Math.random()}`)
  writeFileSync(output, '')
  const folder = join(job.workspace, fillIn(step['working-directory'] ?? '.', context))
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...job.env,
      ...env,
      GITHUB_OUTPUT: output,
      ...(action ? { GITHUB_ACTION_PATH: action } : {}),
    },
    maxBuffer: 64 * 1024 * 1024,
  })
  job.log += stripVTControlCharacters(`$ ${script}\n${stdout}${stderr}`)
  if (status !== 0) job.failed = true
  const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean)
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))
}
