import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
// @ts-expect-error The example's own server, in plain JavaScript.
import { startModelServer } from '../../../examples/support-agent/model-server.mjs'
import { wholeTest } from '../../table-size.ts'
import type { Project } from '../run-project.ts'
import { commit, createShop, edit, git, hostPullRequest } from './pull-request.ts'
import { runWorkflow } from './run-workflow.ts'

const MARKER = '<!-- vitest-replay-comparison -->'
const workflow = join(import.meta.dirname, '../../../examples/github-actions/agent-replay.yml')

const TICKETS = `import { expect, test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { orders } from './src/orders'
import { policy } from './src/policy'
import { supportAgent } from './src/support-agent'

const answer = (orderId: string, message: string) =>
  replayRun(supportAgent, {
    input: { orderId, message },
    agent: 'support-agent',
    actions: { findOrder: [orders, 'find'], findPolicy: [policy, 'find'] },
  })

test('asks what is wrong with an order', async () => {
  expect((await answer('A-17', 'It is about my order A-17.')).output.answer).toContain('?')
})

test('hands over an order that nobody knows', async () => {
  expect((await answer('B-99', 'My order B-99 arrived broken.')).output.refunded).toBe(false)
})
`

/** The change under review: a prompt that costs a refund. */
const ASK_FOR_PHOTO = [
  'Refund in full, without asking twice, when the policy allows it.',
  'Never refund without a photo of the damage.',
] as const

const AUTHOR = 'github-actions[bot]'
/** GitHub refuses longer comments. */
const MOST = 65_536

interface Comment {
  id: number
  user: { login: string }
  body: string
  updates?: number
}

wholeTest('a pull request ends in one comment that a reviewer would act on', async () => {
  const server = await startModelServer()
  const env = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'sk-none' }
  const shop = createShop(onTestFinished)
  shop.write('tickets.test.ts', TICKETS)
  await record(shop, env)
  commit(shop, 'Answer the customers')

  git(shop.root, 'checkout', '-q', '-b', 'photo')
  edit(shop, 'src/prompt.ts', ...ASK_FOR_PHOTO)
  edit(shop, 'support-agent.test.ts', 'refunded: true', 'refunded: false')
  edit(shop, 'support-agent.test.ts', "  expect(run).toHaveCalled('refundOrder')\n", '')
  await record(shop, env)
  await server.close()
  commit(shop, 'Ask for a photo of the damage')

  // Whoever may comment can write the marker: a stranger's comment is nothing to update.
  const stranger = { id: 1, user: { login: 'mallory' }, body: `${MARKER}\nAll is well.` }
  const runner = hostPullRequest(shop, 'photo', env, onTestFinished)
  writeFileSync(runner.comments, JSON.stringify([stranger]))

  const first = runWorkflow(workflow, runner)
  expect(first.filter(({ failed }) => failed).map(({ log }) => log)).toEqual([])
  const comment = ownComment(runner.comments)
  expect(first.at(-1)!.summary).toContain(comment.body)
  expect(comment.body.startsWith(`${MARKER}\n`)).toBe(true)
  checkRules(comment.body)
  await expect(settled(comment.body)).toMatchFileSnapshot(
    '../../../.github/pull-request-comment.md',
  )

  // The next push takes tests away: the gate fails, and the same comment says so.
  rmSync(join(shop.root, 'tickets.test.ts'))
  rmSync(join(shop.root, '__cassettes__/tickets.test.ts'), { recursive: true })
  shop.write('other.test.ts', "import { test } from 'vitest'\n\ntest('nothing', () => {})\n")
  commit(shop, 'Test less')
  runner.push()
  const second = runWorkflow(workflow, runner).at(-1)!
  expect(second.failed).toBe(true)
  expect(second.log).toContain('A rule of the comparison failed')
  const updated = ownComment(runner.comments)
  expect(updated).toMatchObject({ id: comment.id, updates: 1 })
  expect(updated.body).toMatch(/missing.*failed|failed.*missing/s)
  expect(commentsOf(runner.comments)[0]).toEqual(stranger)
})

async function record(shop: Project, env: Record<string, string>): Promise<void> {
  const { exitCode, output } = await shop.vitest([], { ...env, VITEST_REPLAY: 'all' })
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 })
}

function commentsOf(file: string): Comment[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Comment[]
}

function ownComment(file: string): Comment {
  const own = commentsOf(file).filter(({ user }) => user.login === AUTHOR)
  expect(own).toHaveLength(1)
  return own[0]!
}

/** Checks GitHub's rules for a comment: its length, the HTML that is let through, and whom it would mention. */
function checkRules(body: string): void {
  expect(body.length).toBeLessThan(MOST)
  const outside = body.replace(/```[\s\S]*?```/g, '')
  const tags = [...outside.matchAll(/<\/?([a-z]+)/g)].map(([, tag]) => tag)
  expect([...new Set(tags)].toSorted()).toEqual(['b', 'code', 'details', 'sub', 'summary'])
  expect(outside.match(/<details>/g)).toHaveLength(outside.match(/<\/details>/g)!.length)
  expect(outside).not.toMatch(/(?:^|[^\w`])@\w|(?:^|\s)#\d|https?:|!\[/)
  expect(body.match(/^```/gm)!.length % 2).toBe(0)
}

/** Without what is another in every run: times, the ids that the provider gave, the commits. */
function settled(body: string): string {
  return body
    .replace(/call_[0-9a-f]{24}/g, 'call_1')
    .replace(/(commit <code>)[0-9a-f]{12}/g, '$10123456789ab')
    .replace(/^.*(?:duration|latency).*$/gm, (line) =>
      line.replace(/[-+]?[\d.]+ m?s\b(?: \([-+]?[\d.]+%\))?/g, '... ms'),
    )
}
