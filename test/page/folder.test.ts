import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { largeReport } from '../../fixtures/reports/large.ts'
import { supportAgentReport } from '../../fixtures/reports/support-agent.ts'
import { createReportServer } from '../../src/node/serve/report-server.ts'
import { wholeTest } from '../table-size.ts'
import { goTo, useBrowser } from './open-page.ts'

const openPage = useBrowser()
const NOW = Date.now()

test('a report in a folder: a small page, and each run from its own file, without network', async () => {
  const report = largeReport(200, 50, NOW)
  const { page, file, complaints, requests } = await openPage([report], { layout: 'folder' })
  const names = readdirSync(join(dirname(file), 'report'))
  expect(names).toHaveLength(4)
  expect(statSync(file).size).toBeLessThan(400_000)
  await page.locator('.run-link').first().waitFor()
  expect(await page.locator('iframe').count()).toBe(0)
  const start = Date.now()
  await goTo(page, '#/run/r-177/telemetry?action=49')
  await page.locator('.inspector').waitFor()
  console.log(`opening a run from its file took ${Date.now() - start} ms`)
  expect(await page.locator('h1').textContent()).toContain('run 177')
  expect(await page.locator('.inspector').innerText()).toContain('A-177-49')
  expect(await page.locator('iframe').count()).toBe(0)
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
})

test('a link leads to a run, a tab and an action in it', async () => {
  const { page, complaints } = await openPage([supportAgentReport(NOW)], {
    layout: 'folder',
    hash: '#/run/r-asks-for-the/telemetry?action=3',
  })
  await page.locator('.inspector[aria-label="Action 3"]').waitFor()
  expect(await page.locator('.inspector').innerText()).toContain('blocked')
  await page.getByRole('tab', { name: /Simulation/ }).click()
  await page.locator('.positions').waitFor()
  expect(complaints).toEqual([])
})

wholeTest('exports read all of its files', async () => {
  const { page } = await openPage([largeReport(120, 50, NOW)], { layout: 'folder' })
  await page.getByRole('button', { name: 'Export' }).click()
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /actions as JSONL/ }).click(),
  ])
  const lines = readFileSync(await saved.path(), 'utf8')
    .trim()
    .split('\n')
  expect(lines).toHaveLength(6000)
})

wholeTest('a missing file is named, with what to do', async () => {
  const { page, file } = await openPage([largeReport(60, 50, NOW)], { layout: 'folder' })
  rmSync(join(dirname(file), 'report'), { recursive: true })
  await page.locator('.run-link').first().click()
  const problem = await page.getByRole('alert').innerText()
  expect(problem).toMatch(/report\/part-0-[\w-]{22}\.html is missing beside this page/)
})

test('neither the page nor its files run what another wrote into them', async () => {
  const { page, file, complaints } = await openPage([supportAgentReport(NOW)], { layout: 'folder' })
  const folder = join(dirname(file), 'report')
  const [name] = readdirSync(folder)
  const text = readFileSync(join(folder, name!), 'utf8')
  writeFileSync(
    join(folder, name!),
    text.replace('<p>', '<script>parent.postMessage("stolen", "*")</script><p>'),
  )
  await goTo(page, '#/run/r-refunds-an-order/telemetry')
  await page.locator('.inspector').waitFor()
  await expect.poll(() => complaints.join('\n')).toMatch(/inline script violates/)
})

test('a page that lies elsewhere gets nothing without the name of a file', async () => {
  const { page, file } = await openPage([supportAgentReport(NOW)], { layout: 'folder' })
  const other = join(dirname(file), 'other')
  mkdirSync(other)
  writeFileSync(
    join(other, 'index.html'),
    `<!doctype html><script>addEventListener('message', () => { document.title = 'read' })</script><iframe src="../report/"></iframe>`,
  )
  await page.goto(`file://${other}/index.html`)
  await page.waitForTimeout(300)
  const names = await page.evaluate(() => {
    try {
      return document.querySelector('iframe')!.contentDocument?.body.innerText ?? null
    } catch {
      return null
    }
  })
  expect([await page.title(), names]).toEqual(['', null])
})

test('it is served with its files, to its own page alone', async () => {
  const { page, file } = await openPage([largeReport(60, 50, NOW)], { layout: 'folder' })
  const { link, close } = await createReportServer([dirname(file)])
  try {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${link}0/report.html#/run/r-59/telemetry?action=49`)
    await page.locator('.inspector').waitFor()
    expect(await page.locator('.inspector').innerText()).toContain('A-59-49')
    expect(complaints).toEqual([])
    const [name] = readdirSync(join(dirname(file), 'report'))
    const got = await fetch(`${link}0/report/${name}`)
    expect([got.status, got.headers.get('content-security-policy')]).toEqual([
      200,
      "frame-ancestors 'self'",
    ])
    for (const wrong of [
      'report',
      'report/',
      `report/${name}/x`,
      'report/..%2freport.html',
      'report/x.html',
    ])
      expect((await fetch(`${link}0/${wrong}`)).status, wrong).toBe(404)
  } finally {
    await close()
  }
})
