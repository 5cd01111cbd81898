import { readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReplayReport } from '../../src/core/report/schema.ts'
import { createProject, type Project } from '../e2e/run-project.ts'
import { launchChromium } from './chromium.ts'
import { startUi, type LiveVitest } from './live-vitest.ts'

const FILES = {
  'prompt.ts': "export const PROMPT = 'Be kind.'\n",
  'agent.ts': `import { existsSync } from 'node:fs'
import { action, type AgentContext } from 'vitest-replay'
import { PROMPT } from './prompt'

const ask = action('ask', async (question: { prompt: string; order: string }) => ({ answer: question.order }))
const refund = action('refund', async (order: string) => ({ refunded: order }))

async function gate(name: string) {
  while (!existsSync(name)) await new Promise((resolve) => setTimeout(resolve, 20))
}

export async function refundAgent(order: string, _context: AgentContext) {
  const { answer } = await ask({ prompt: PROMPT, order })
  if (existsSync('kill')) process.kill(process.pid, 'SIGKILL')
  if (order === 'A-1') await gate('gate')
  return refund(answer)
}
`,
  'refund.test.ts': `import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { refundAgent } from './agent'

test('refunds the first order', async () => {
  await replayRun(refundAgent, { input: 'A-1', agent: 'refunds' })
})

test('refunds the second order', async () => {
  await replayRun(refundAgent, { input: 'A-2' })
})
`,
  'other.test.ts': `import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
import { refundAgent } from './agent'

test('refunds the third order', async () => {
  await replayRun(refundAgent, { input: 'A-3' })
})
`,
}

let browser: Browser
let project: Project
let vitest: LiveVitest
let page: Page
const removals: Array<() => void> = []
const complaints: string[] = []

beforeAll(async () => {
  project = createProject(FILES, (remove) => removals.push(remove))
  browser = await launchChromium()
  vitest = await startUi(project, ['--', '--testTimeout=120000'])
  page = await openLive()
})

afterAll(async () => {
  await browser?.close()
  await vitest?.end()
  if (process.env['SHOW']) console.log(vitest.output())
  for (const remove of removals) remove()
})

async function openLive(): Promise<Page> {
  const opened = await (await browser.newContext()).newPage()
  opened.setDefaultTimeout(25_000)
  opened.on('pageerror', (error) => complaints.push(error.message))
  opened.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await opened.goto(vitest.link)
  return opened
}

const rowOf = (name: string, on = page) => on.locator('.run-row', { hasText: name })

type Exported = Array<{ traceId: string }>

/** The runs as the page exports them. */
async function exported(): Promise<Exported> {
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /JSON/ }).first().click(),
  ])
  return inOrder(JSON.parse(readFileSync(await download.path(), 'utf8')) as Exported)
}

const inOrder = (runs: Exported) => runs.sort((a, b) => (a.traceId < b.traceId ? -1 : 1))

/** Compares the page with the report on disk. */
async function expectReport(): Promise<ReplayReport> {
  await page.getByText('Live: a saved file runs its tests').waitFor()
  const { output } = await project.command(['report', 'export', '--format', 'json'])
  await expect.poll(exported, { timeout: 30_000 }).toEqual(inOrder(JSON.parse(output) as Exported))
  return project.report()
}

const statuses = ({ runs }: ReplayReport) => runs.map(({ status }) => status)
const openGate = () => project.write('gate', '')
const remove = (name: string) => rmSync(join(project.root, name))

async function toList(): Promise<void> {
  await page.evaluate(() => (location.hash = '#/'))
  await rowOf('refunds the first order').waitFor()
}

async function toRun(): Promise<void> {
  await toList()
  await rowOf('refunds the first order').getByRole('link').click()
  await page.locator('.run-header').waitFor()
}

test('an action is shown before its test ends, and the page equals the report afterwards', async () => {
  const row = rowOf('refunds the first order')
  await row.getByText('running').waitFor()
  await row.getByText(', 1 recorded').waitFor()
  await row.getByRole('link').click()
  await page.getByRole('tabpanel').getByText('Be kind.').first().waitFor()
  expect(project.exists('.vitest-replay/report.json')).toBe(false)
  const late = await openLive()
  await rowOf('refunds the first order', late).getByText(', 1 recorded').waitFor()
  await late.close()
  await toList()
  openGate()
  await page.locator('.chip', { hasText: 'Passed' }).getByText('3').waitFor()
  expect(statuses(await expectReport())).toEqual(['passed', 'passed', 'passed'])
})

test('saving the prompt runs the test again, and the divergence appears', async () => {
  remove('gate')
  project.write('prompt.ts', "export const PROMPT = 'Be firm.'\n")
  const row = rowOf('refunds the first order')
  await row.getByText(', 1 of 2').waitFor()
  await page.locator('.chip', { hasText: 'Running' }).waitFor()
  openGate()
  await page.locator('.chip', { hasText: 'Failed' }).getByText('3').waitFor()
  await page.getByText('Be firm.').first().waitFor()
  expect(statuses(await expectReport())).toEqual(['failed', 'failed', 'failed'])
})

test('r replays the run, and the button records it again, each for once', async () => {
  const startOf = (report: ReplayReport) =>
    report.runs.find(({ name }) => name === 'refunds the first order')!
  const before = startOf(project.report())
  await toRun()
  await page.keyboard.press('r')
  await page.getByText('Vitest replays this run').waitFor()
  await expect.poll(() => startOf(project.report()).traceId).not.toBe(before.traceId)
  expect(startOf(project.report())).toMatchObject({ mode: 'replay', status: 'failed' })

  await page.getByRole('button', { name: 'Record again (~$0, 1 run)' }).click()
  await expect.poll(() => startOf(project.report()).mode).toBe('record')
  await toList()
  const recorded = await expectReport()
  expect(statuses(recorded).sort()).toEqual(['failed', 'failed', 'passed'])
  expect(startOf(recorded).status).toBe('passed')

  await toRun()
  await page.keyboard.press('r')
  await expect.poll(() => startOf(project.report()).mode).toBe('replay')
  await toList()
  expect(startOf(await expectReport())).toMatchObject({ status: 'passed', matchRate: 1 })
})

test('a run whose worker was killed is shown as interrupted', async () => {
  await toRun()
  await page.getByRole('button', { name: 'Replay', exact: false }).first().waitFor()
  project.write('kill', '')
  await page.keyboard.press('r')
  await page.locator('.run-header .badge', { hasText: 'interrupted' }).waitFor()
  remove('kill')
  await toList()
  expect(statuses(await expectReport())).toContain('interrupted')
})

test('shards in other processes are followed, and the page equals their merged report', async () => {
  remove('gate')
  const blob = (shard: number) =>
    project.vitest(['--reporter=blob', `--shard=${shard}/2`, `--outputFile=blobs/${shard}.json`])
  const shards = [blob(1), blob(2)]
  await rowOf('refunds the first order').getByText(', 1 of 2').waitFor()
  openGate()
  await Promise.all(shards)
  await project.vitest(['--merge-reports=blobs'])
  const merged = await expectReport()
  expect(merged.runs).toHaveLength(3)
  expect(statuses(merged)).not.toContain('interrupted')
})

test('only a page of its own origin, with the token, runs tests', async () => {
  const { origin, port } = new URL(vitest.link)
  const post = (url: string, headers: Record<string, string>, body: unknown) =>
    new Promise<number>((resolve, reject) => {
      request(url, { method: 'POST', headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode!))
      })
        .on('error', reject)
        .end(JSON.stringify(body))
    })
  const url = `${vitest.link}rerun`
  const own = { origin, 'content-type': 'application/json' }
  const known = { file: 'refund.test.ts', fullName: 'no such test', project: '' }
  const body = { tests: [known], mode: 'none' }
  expect(await post(url, { 'content-type': 'application/json' }, body)).toBe(403)
  expect(await post(url, { ...own, origin: 'https://evil.example' }, body)).toBe(403)
  expect(await post(url, { ...own, host: `evil.example:${port}` }, body)).toBe(403)
  expect(await post(`${origin}/guess/rerun`, own, body)).toBe(403)
  expect(await post(url, { ...own, 'content-type': 'text/plain' }, body)).toBe(415)
  expect(await post(url, own, { ...body, mode: 'once' })).toBe(400)
  const strange = { ...known, file: '../../etc/passwd' }
  expect(await post(url, own, { ...body, tests: [strange] })).toBe(404)
  expect(await post(`${vitest.link}report.json`, own, body)).toBe(405)
})

test('the page says when Vitest has ended, and takes its buttons away', async () => {
  await toRun()
  expect(complaints).toEqual([])
  await vitest.end()
  await page.getByText('Not connected: Vitest has ended').waitFor()
  for (const name of [/^Replay/, /^Record again/])
    expect(await page.getByRole('button', { name }).isDisabled()).toBe(true)
  await page.getByRole('tabpanel').getByText('Be firm.').first().waitFor()
})

test('the page from disk has neither button, and may request nothing', async () => {
  const fromDisk = await (await browser.newContext()).newPage()
  await fromDisk.goto(`file://${project.root}/.vitest-replay/report.html`)
  await rowOf('refunds the first order', fromDisk).getByRole('link').click()
  await fromDisk.locator('.run-header').waitFor()
  expect(await fromDisk.getByRole('button', { name: /^(?:Replay|Record again)/ }).count()).toBe(0)
  const policy = await fromDisk
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .getAttribute('content')
  expect(policy).not.toContain('connect-src')
})
