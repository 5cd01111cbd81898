import { readFileSync } from 'node:fs'
import type { Download, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  LONG_JSON,
  LONG_TEXT,
  largeBodiesReport,
  noise,
} from '../../fixtures/reports/large-bodies.ts'
import { wholeTest } from '../table-size.ts'
import { goTo, useBrowser } from './open-page.ts'

const openPage = useBrowser()
const NOW = Date.now()
const RUN = '#/run/r-files'

async function save(page: Page, name: string): Promise<{ saved: Download; bytes: Buffer }> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Download ${name}` }).click(),
  ])
  return { saved, bytes: readFileSync(await saved.path()) }
}

test.each(['file', 'folder'] as const)(
  'large bodies are offered with size and type, and saved byte by byte (%s)',
  async (layout) => {
    const { page, complaints, requests } = await openPage([largeBodiesReport(NOW)], {
      layout,
      hash: `${RUN}/telemetry?action=0`,
    })
    const rows = page.locator('.files li')
    const look = async (action: number) => {
      await goTo(page, `${RUN}/telemetry?action=${action}`)
      await page.locator(`.inspector[aria-label="Action ${action}"]`).waitFor()
      return (await rows.innerText()).replace(/\s+/g, ' ')
    }
    expect(await look(0)).toBe('outputs: 293.0 KB, image/png Download')
    const image = await save(page, 'action-0-outputs')
    expect(image.saved.suggestedFilename()).toBe('action-0-outputs.png')
    expect(image.bytes.equals(noise(300_000))).toBe(true)

    expect(await look(1)).toMatch(/^outputs: 2\.0 MB, application\/json Download$/)
    const json = await save(page, 'action-1-outputs')
    expect(json.saved.suggestedFilename()).toBe('action-1-outputs.json')
    expect(JSON.parse(json.bytes.toString())).toEqual(LONG_JSON)

    expect(await look(2)).toMatch(/^outputs: 1\.\d MB, text\/html; charset=utf-8 Download$/)
    const text = await save(page, 'action-2-outputs')
    expect(text.saved.suggestedFilename()).toBe('action-2-outputs.txt')
    expect(text.bytes.toString()).toBe(LONG_TEXT.replace('\ud800', '\ufffd'))

    expect(await look(3)).toBe('outputs: 17.0 MB, video/mp4 only in the cassette')
    expect(await page.locator('.inspector img').count()).toBe(0)
    expect(await page.evaluate(() => '__pwned' in globalThis)).toBe(false)
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] })
  },
)

test('a final output that is too large is offered, too', async () => {
  const { page } = await openPage([largeBodiesReport(NOW)], { hash: `${RUN}/simulation` })
  await page.getByRole('button', { name: 'show' }).last().click()
  expect(await page.locator('.position-diff').innerText()).toContain('a path')
  const { bytes } = await save(page, 'final-output-replayed')
  expect(JSON.parse(bytes.toString())).toEqual(LONG_JSON)
})

wholeTest('nothing of a large body is decoded before somebody wants it', async () => {
  const { page } = await openPage([largeBodiesReport(NOW, 12 * 1024 * 1024)])
  const shown = await page.evaluate(() => performance.getEntriesByName('runs-shown')[0]!.startTime)
  console.log(`first view with a body of 12 MB: ${Math.round(shown)} ms`)
  await page.evaluate((hash) => {
    const own = globalThis as unknown as { decoded: number }
    own.decoded = 0
    const decode = globalThis.atob
    globalThis.atob = (text) => ((own.decoded += text.length), decode(text))
    const Original = DecompressionStream
    globalThis.DecompressionStream = class extends Original {
      constructor(format: CompressionFormat) {
        super(format)
        own.decoded++
      }
    }
    location.hash = hash
  }, `${RUN}/telemetry?action=0`)
  const button = page.getByRole('button', { name: 'Download action-0-outputs' })
  await button.waitFor()
  const decoded = () => page.evaluate(() => (globalThis as unknown as { decoded: number }).decoded)
  expect(await decoded()).toBe(0)
  const { bytes } = await save(page, 'action-0-outputs')
  expect(bytes.length).toBe(12 * 1024 * 1024)
  expect(await decoded()).toBeGreaterThan(0)
})
