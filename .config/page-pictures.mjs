// Takes the README's pictures of the report page: npm run build && node .config/page-pictures.mjs
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const load = async (path) => (await runnerImport(join(root, path))).module
const { supportAgentReport } = await load('fixtures/reports/support-agent.ts')
const { supportAgentComparison } = await load('fixtures/reports/support-agent-comparison.ts')
const { renderHtml } = await load('src/node/render/page/html.ts')
const { launchChromium } = await load('test/page/chromium.ts')

const LIMIT = 200 * 1024
const now = Date.now()
const tests = supportAgentReport(now)
const PICTURES = [
  ['report-runs', tests, '#/', '.run-link', 620],
  [
    'report-first-cause',
    tests,
    '#/run/r-refunds-an-order/simulation',
    '.positions .virtual-line',
    740,
  ],
  ['report-compare', supportAgentComparison(now), '#/compare', '.metric-row', 680],
]

const folder = mkdtempSync(join(tmpdir(), 'vitest-replay-pictures-'))
const template = readFileSync(join(root, 'dist/page/index.html'), 'utf8')

const browser = await launchChromium()
for (const [name, report, hash, ready, height] of PICTURES) {
  const file = join(folder, `${name}.html`)
  writeFileSync(file, renderHtml(template, report))
  const page = await browser.newPage({
    viewport: { width: 1200, height },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
  })
  await page.goto(`file://${file}${hash}`)
  await page.locator(ready).first().waitFor()
  const path = join(root, `.github/images/${name}.png`)
  await page.screenshot({ path })
  const { size } = statSync(path)
  if (size > LIMIT)
    throw new Error(`Failed to take ${name}: it has ${size} bytes, more than ${LIMIT}. Show less.`)
  console.log(`${path}: ${size} bytes`)
}
await browser.close()
