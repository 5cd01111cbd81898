import { expect, onTestFinished } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { openRepository, type Repository } from '../../storage/git-repository.ts'
import {
  createProject,
  type CommandResult,
  type Project,
  type VitestResult,
} from '../run-project.ts'

const AGENT = `import { system, wording } from './prompt'
export const orders = { lookup: async (id: string) => ({ id, state: 'broken' }), refund: async (id: string) => 'refunded ' + id }
export async function agent({ order }: { order: string }) {
  const ask = async (content: string) => {
    const response = await fetch(process.env['MODEL_URL'] + '/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'system', content: system }, { role: 'user', content }] }),
    })
    if (!response.ok) throw new Error('the model answered ' + response.status)
    return (await response.json()).choices[0].message.content as string
  }
  const { state } = await orders.lookup(order)
  const plan = await ask(order + ' is ' + state)
  if (plan === 'refund') await orders.refund(order)
  return wording + ': ' + plan
}
`

/** A test file with one replayed run a name; the input is the name. */
export function testFile(names: string[], options = ''): string {
  const tests = names.map(
    (name) =>
      `test('${name}', async () => { await replayRun(agent, { input: { order: '${name}' }, actions: { orders }${options} }) })`,
  )
  return [
    "import { test } from 'vitest'",
    "import { replayRun } from 'vitest-replay'",
    "import { agent, orders } from '../src/agent'",
    ...tests,
    '',
  ].join('\n')
}

export function prompt(system: string, wording = 'Done'): string {
  return `export const system = '${system}'\nexport const wording = '${wording}'\n`
}

/** A project in a git repository of its own, whose agent asks a real server. */
export interface ReleaseProject {
  project: Project
  repository: Repository
  /** Runs the tests: records what is missing, replays the rest. */
  runTests(env?: Record<string, string>): Promise<VitestResult>
  compare(...args: string[]): Promise<VitestResult>
  /** Several comparisons in one process. */
  compareEach(calls: string[][]): Promise<CommandResult[]>
  /** A copy to change, for a test that begins with the release. */
  copy(): ReleaseProject
}

/** Records a first release, and commits it on `main`; `whenDone` takes what ends it, by default with the test. */
export async function createRelease(
  names: string[],
  whenDone: (end: () => void | Promise<void>) => void = onTestFinished,
): Promise<ReleaseProject> {
  const project = createProject(
    {
      'src/agent.ts': AGENT,
      'src/prompt.ts': prompt('You are kind.'),
      'tests/orders.test.ts': testFile(names),
      '.gitignore': 'node_modules\n.vitest-replay\n',
      'package.json': '{ "type": "module" }\n',
    },
    whenDone,
  )
  const repository = openRepository(project.root)
  repository.git('init', '--quiet', '--initial-branch=main')
  const server = await startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as { messages: { content: string }[] }
    const isKind = messages[0]!.content.includes('kind')
    sendJson(response, chatCompletion({ content: isKind ? 'refund' : 'escalate' }))
  })
  whenDone(() => server.close())
  const release = openRelease(project, server.url)
  const recorded = await release.runTests()
  expect(recorded.exitCode, recorded.output).toBe(0)
  repository.git('add', '--all')
  repository.git('commit', '--quiet', '--message', 'first release')
  return release
}

function openRelease(project: Project, modelUrl: string): ReleaseProject {
  return {
    project,
    repository: openRepository(project.root),
    runTests: (env = {}) => project.vitest([], { MODEL_URL: modelUrl, ...env }),
    compare: (...args) => project.command(['compare', ...args], GIT),
    compareEach: (calls) =>
      project.commands(
        calls.map((args) => ['compare', ...args]),
        GIT,
      ),
    copy: () => openRelease(project.copy(), modelUrl),
  }
}

const GIT = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' }

/** Without what differs from one run of the tests to the next: commits, times, and how wide they make a table. */
export function settled(text: string): string {
  return text
    .replace(/commit( <code>| )[0-9a-f]{12}/g, 'commit$1<commit>')
    .replace(/^.*(latency p95|duration) .*\d.*\n.*\n/gm, '')
    .replace(/^ *duration: .*\n/gm, '')
    .replace(/(\S) {2,}/g, '$1  ')
}
