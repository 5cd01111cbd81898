import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { ReplayReport } from '../../src/core/report/schema.ts'
import { renderHtml } from '../../src/node/render/page/html.ts'
import type { PageLayout } from '../../src/core/options/plugin-options.ts'
import { writePage } from '../../src/node/render/page/write-page.ts'
import { repository } from '../structure/source-files.ts'
import { launchChromium } from './chromium.ts'

export interface OpenedPage {
  page: Page
  /** Errors of the browser, and what the content security policy forbade. */
  complaints: string[]
  /** Where the page tried to go on the network. */
  requests: string[]
  file: string
}

/** Test files of one worker share it; Playwright closes it when the worker ends. */
let launched: Promise<Browser> | undefined

/** Opens reports in a real browser, from disk; the pages last for a test file. */
export function useBrowser() {
  let browser: Browser
  const contexts: BrowserContext[] = []
  const folder = mkdtempSync(join(tmpdir(), 'vitest-replay-page-'))
  let count = 0

  beforeAll(async () => {
    browser = await (launched ??= launchChromium())
  })
  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()))
    rmSync(folder, { recursive: true, force: true })
  })

  return async function openPage(
    reports: readonly ReplayReport[],
    options: BrowserContextOptions & { hash?: string; layout?: PageLayout } = {},
  ): Promise<OpenedPage> {
    const { hash = '', layout = 'file', ...contextOptions } = options
    const file = writeReport(join(folder, String(count++)), reports, layout)
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      acceptDownloads: true,
      ...contextOptions,
    })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!/^(?:file|data|blob):/.test(request.url())) requests.push(request.url())
    })
    await page.goto(`file://${file}${hash}`)
    await page.locator('#main').waitFor()
    return { page, complaints, requests, file }
  }
}

/**
 * Goes to another view by its address, and resolves once that view is drawn: until then, what both views have is still that
 * of the one before.
 */
export function goTo(page: Page, address: string): Promise<void> {
  return page.evaluate(
    (hash) =>
      new Promise<void>((resolve) => {
        if (location.hash === hash) return resolve()
        // The page listens for this, too, and was first.
        const drawn = () => requestAnimationFrame(() => setTimeout(resolve))
        addEventListener('hashchange', drawn, { once: true })
        location.hash = hash
      }),
    address,
  )
}

/** A report by itself is written as the reporter writes it. */
function writeReport(root: string, reports: readonly ReplayReport[], layout: PageLayout): string {
  if (reports.length === 1) return writePage(root, readShell(), reports[0]!, { layout })
  mkdirSync(root)
  writeFileSync(join(root, 'report.html'), pageOf(reports))
  return join(root, 'report.html')
}

const readShell = () => readFileSync(join(repository, 'dist/page/index.html'), 'utf8')

/** The page with these reports in it: the first as the reporter writes it, the others beside it. */
export function pageOf([first, ...others]: readonly ReplayReport[]): string {
  const page = renderHtml(readShell(), first!)
  const scripts = others.map((report, index) => {
    const data = gzipSync(JSON.stringify(report)).toString('base64')
    return `<script type="application/octet-stream" id="vitest-replay-data-${index + 2}">${data}</script>`
  })
  return page.replace(/id="vitest-replay-data">.*?<\/script>/, (data) => data + scripts.join('\n'))
}
