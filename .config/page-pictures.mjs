// Takes the README's pictures of the report page: npm run build && node .config/page-pictures.mjs
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const load = async (path) => (await runnerImport(join(root, path))).module
const { supportAgentReport } = await load('fixtures/reports/support-agent.ts')
const { renderHtml } = await load('src/node/render/html.ts')
const { launchChromium } = await load('test/page/chromium.ts')

const LIMIT = 200 * 1024
const PICTURES = [
  ['report-runs', '#/', '.run-link', 620],
  ['report-first-cause', '#/run/r-refunds-an-order/simulation', '.positions .virtual-line', 740],
]

const file = join(mkdtempSync(join(tmpdir(), 'vitest-replay-pictures-')), 'report.html')
const template = readFileSync(join(root, 'dist/page/index.html'), 'utf8')
writeFileSync(file, renderHtml(template, supportAgentReport(Date.now())))

const browser = await launchChromium()
for (const [name, hash, ready, height] of PICTURES) {
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
