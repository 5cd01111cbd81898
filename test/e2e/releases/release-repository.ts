import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { createProject, type Project, type VitestResult } from '../run-project.ts'
import type { LoopbackServer } from '../../servers/model-server.ts'
import { startJitteryModel } from './jittery-model.ts'

const EXAMPLE = fileURLToPath(new URL('../../../examples/support-agent', import.meta.url))

/** Recordings of each ticket: fewer than seven takes prove nothing about one run among nine. */
export const TAKES = 7
/** Fewer pairs of runs prove nothing once many metrics are looked at together. */
export const TICKETS = 9

const TEST = `
import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { orders, resetOrders } from './src/orders'
import { policy } from './src/policy'
import { supportAgent, type Ticket } from './src/support-agent'

// Changes of a take in the shop are undone before the next one.
const answer = (ticket: Ticket) => {
  resetOrders()
  return supportAgent(ticket)
}

for (let number = 1; number <= ${TICKETS}; number++) {
  const orderId = \`A-\${number + 16}\`
  test(\`refunds \${orderId}, which arrived broken\`, { timeout: 60_000 }, async () => {
    const run = await replayRun(answer, {
      agent: 'supportAgent',
      input: { orderId, message: \`My order \${orderId} arrived broken.\` },
      takes: ${TAKES},
      actions: {
        findOrder: [orders, 'find'],
        findPolicy: [policy, 'find'],
        refundOrder: [orders, 'refund'],
      },
    })
    expect(run.output).toMatchObject({ refunded: true })
  })
}
`

/** A git repository of the example agent, of which releases are recorded, committed and tagged. */
export interface ReleaseRepository extends Project {
  /** Replaces a text in a file; it has to be there. */
  change(path: string, from: string, to: string): void
  /** Records all tests anew, commits everything and tags it. */
  release(tag: string): Promise<void>
  /** Replays with the network closed and nothing recorded. */
  replay(): Promise<VitestResult>
  git(...args: string[]): Promise<string>
  cli(...args: string[]): Promise<VitestResult>
}

/** Makes the repository. Its releases are recorded through the real SDK, against the example's model on loopback. */
export async function createReleaseRepository(
  whenDone: (end: () => void | Promise<void>) => void,
): Promise<ReleaseRepository> {
  const project = createProject({}, whenDone)
  for (const path of ['src', 'vitest.config.ts', 'package.json'])
    cpSync(join(EXAMPLE, path), join(project.root, path), { recursive: true })
  project.write('support-agent.test.ts', TEST)
  project.write('.gitignore', 'node_modules\n.vitest-replay/\n')
  let seed = ''
  const model: LoopbackServer = await startJitteryModel(() => seed)
  whenDone(() => model.close())
  // The same address as long as nothing listens there: it is a part of every request.
  const env = { OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_API_KEY: 'sk-fake-key-for-tests-only' }
  let day = 1

  const repository: ReleaseRepository = {
    ...project,
    change(path, from, to) {
      const file = join(project.root, path)
      const text = readFileSync(file, 'utf8')
      expect(text).toContain(from)
      writeFileSync(file, text.replace(from, to))
    },
    async release(tag) {
      seed = tag
      const recorded = await project.vitest([], { ...env, VITEST_REPLAY: 'all' })
      expect(recorded.exitCode, recorded.output).toBe(0)
      await repository.git('add', '.')
      await repository.git('commit', '-qm', tag)
      await repository.git('tag', tag)
    },
    replay: () => project.vitest([], { ...env, CI: '1' }),
    async git(...args) {
      const date = `2026-01-${String(day++).padStart(2, '0')}T10:00:00Z`
      const user = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
      const { exitCode, output } = await project.run(['git', ...user, ...args], {
        GIT_COMMITTER_DATE: date,
        GIT_AUTHOR_DATE: date,
        GIT_CONFIG_GLOBAL: '/dev/null',
      })
      expect(exitCode, output).toBe(0)
      return output
    },
    cli: (...args) => project.command(args, { LC_ALL: 'C.UTF-8' }),
  }
  addOrders(repository)
  await repository.git('init', '-q')
  return repository
}

/** The example's shop has sold one teapot. */
function addOrders({ change }: ReleaseRepository): void {
  const file = 'src/orders.ts'
  change(
    file,
    `const store = new Map<string, Order>([
  ['A-17', { ...teapot, deliveredAt: new Date('2025-03-04T10:20:00Z') }],
])`,
    `const store = new Map<string, Order>()

export function resetOrders() {
  const deliveredAt = new Date('2025-03-04T10:20:00Z')
  for (let number = 17; number < ${17 + TICKETS}; number++)
    store.set(\`A-\${number}\`, { ...teapot, id: \`A-\${number}\`, deliveredAt })
}
`,
  )
  for (const path of [file, 'src/policy.ts']) {
    // Nothing is gained by waiting for a database that is not there.
    const text = readFileSync(join(process.cwd(), 'examples/support-agent', path), 'utf8')
    for (const [wait] of text.matchAll(/await sleep\(\d+\)/g)) change(path, wait, 'await sleep(1)')
  }
}
