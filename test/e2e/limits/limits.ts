import { createProject, type Project, type VitestResult } from '../run-project.ts'
import { startEchoService } from '../sessions/echo-service.ts'

/** Most of the time of a short file goes to starting its worker. */
const ONE_WORKER = ['--no-isolate', '--no-file-parallelism']

type Run = ReturnType<Project['report']>['runs'][number]

/** The replay of every test file of the fixture `limits` by agents that have changed. */
export interface ReplayedLimits {
  project: Project
  replayed: VitestResult
  /** The number of requests that reached the service. */
  requests: number
}

/** Records the fixture `limits`, and replays it with agents that have changed. */
export async function replayLimits(
  whenDone: (remove: () => void) => void,
): Promise<ReplayedLimits> {
  const project = createProject('limits', whenDone)
  const service = await startEchoService()
  try {
    const env = { SERVICE_URL: service.url, SHOP_API_KEY: 'shop-key-9f8e7d6c5b4a' }
    const recorded = await project.vitest(ONE_WORKER, env)
    if (recorded.exitCode !== 0) throw new Error(recorded.output)
    const before = service.requests.length
    // The service is still there: what is closed is the network.
    const reporters = [
      ...ONE_WORKER,
      '--reporter=verbose',
      '--reporter=json',
      '--outputFile.json=vitest.json',
    ]
    const replayed = await project.vitest(reporters, { ...env, CI: '1', CHANGED: '1' })
    return { project, replayed, requests: service.requests.length - before }
  } finally {
    await service.close()
  }
}

/** The output of Vitest for each failure in a test file. */
export function failuresIn({ replayed }: ReplayedLimits, file: string): string[] {
  const blocks = replayed.output.split(/^ FAIL {2}/m).slice(1)
  return blocks.filter((block) => block.startsWith(file))
}

/** The first lines of the errors of a test, in order. */
export function errorsOf({ project }: ReplayedLimits, file: string, name: string): string[] {
  return resultsIn(project, file)
    .filter((result) => result.title === name)
    .flatMap(({ failureMessages }) => failureMessages.map((message) => message.split('\n')[0]!))
}

interface TestResult {
  title: string
  status: string
  failureMessages: string[]
}

function resultsIn(project: Project, file: string): TestResult[] {
  const { testResults } = JSON.parse(project.read('vitest.json')) as {
    testResults: Array<{ name: string; assertionResults: TestResult[] }>
  }
  return testResults.find((result) => result.name.endsWith(`/${file}`))!.assertionResults
}

/** The number of tests of a file by their status. */
export function countsOf({ project }: ReplayedLimits, file: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of resultsIn(project, file)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** The runs of a test file, by their names. */
export function runsIn({ project }: ReplayedLimits, file: string): Map<string, Run> {
  const runs = project.report().runs.filter(({ test }) => test.file === file)
  return new Map(runs.map((run) => [run.name, run]))
}
