import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { troubledReport } from '../../fixtures/reports/troubled.ts'
import { buildAction } from '../report/build-report.ts'
import { divergence } from '../../fixtures/reports/divergence.ts'
import { recordedSide } from '../../fixtures/reports/chat-run.ts'
import { layoutTracks } from '../../src/page/run/tracks/layout-tracks.ts'
import type { ShownPosition } from '../../src/page/run/simulation/positions.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()
const report = troubledReport(Date.now())
const FAILING = '#/run/r-refunds-an-order/simulation'

function position(
  index: number,
  start: number,
  length: number,
  part: Partial<ShownPosition> = {},
): ShownPosition {
  const replayed = buildAction({
    index,
    recorded: index,
    recordedStart: start,
    recordedDuration: length,
  })
  return {
    index,
    recorded: recordedSide(replayed),
    replayed,
    divergence: null,
    final: false,
    ...part,
  }
}

test('what only the replay has is put in where it was called and moves the rest on; what overlaps has a lane of its own', () => {
  const extra = buildAction({
    recorded: null,
    recordedStart: null,
    recordedDuration: null,
    replayedDuration: 40,
  })
  const layout = layoutTracks([
    position(0, 0, 100),
    position(1, 20, 50),
    {
      ...position(2, 0, 0),
      recorded: null,
      replayed: extra,
      divergence: divergence({ index: 2, kind: 'extra_action' }),
    },
    position(3, 110, 90, {
      replayed: null,
      divergence: divergence({ index: 3, firstCause: false, causedBy: 2, kind: 'missing_action' }),
    }),
  ])
  expect(
    layout.positions.map(({ start, length, lane, state, recorded, replayed }) => [
      start,
      length,
      lane,
      state,
      recorded !== null,
      replayed !== null,
    ]),
  ).toEqual([
    [0, 100, 0, 'same', true, true],
    [20, 50, 1, 'same', true, true],
    [100, 40, 0, 'fork', false, true],
    [150, 90, 0, 'follows', true, false],
  ])
  expect(layout).toMatchObject({ length: 240, lanes: 2, fork: 100 })
})

const bars = (page: Page) =>
  page
    .locator('.track')
    .evaluateAll((tracks) => tracks.map((track) => track.querySelectorAll('.track-bar').length))
const topOf = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => element.getBoundingClientRect().bottom)

test.each([
  [1440, 900],
  [400, 860],
])(
  'recorded stands above replayed, and the first cause is in sight at once: %i x %i',
  async (width, height) => {
    const { page, complaints } = await openPage([report], {
      hash: FAILING,
      viewport: { width, height },
    })
    expect(await bars(page)).toEqual([7, 7])
    expect(await page.locator('.track-follows').count()).toBe(6)
    expect(await page.locator('.track-axis > .track-fork').count()).toBe(1)
    expect(await topOf(page, '.cause summary')).toBeLessThan(height)
    expect(await topOf(page, '.cause .diff-added')).toBeLessThan(height)
    expect(complaints).toEqual([])
  },
)

test('a position is looked at on both sides, by key and by pointer; zoom and heat', async () => {
  const { page } = await openPage([report], {
    hash: FAILING,
    viewport: { width: 1440, height: 900 },
  })
  const slider = page.getByRole('slider', { name: 'Position' })
  expect(await slider.getAttribute('aria-valuetext')).toBe('1: chat gpt-4o, input differs')
  await slider.press('ArrowRight')
  expect(await slider.getAttribute('aria-valuetext')).toBe('2: findOrder, same')
  const sides = page.locator('.one-side')
  expect(await sides.nth(0).innerText()).toMatch(/Recorded[^]*findOrder[^]*Teapot, blue/)
  expect(await sides.nth(1).innerText()).toMatch(/Replayed[^]*findOrder[^]*Teapot, blue/)
  const box = (await slider.boundingBox())!
  await page.mouse.click(box.x + box.width * 0.98, box.y + 8)
  expect(await slider.getAttribute('aria-valuenow')).toBe('7')
  await expect.poll(() => page.url()).toContain('action=6')
  await page.getByLabel('Color by').selectOption('tokens')
  expect(await page.locator('.track-heat').count()).toBe(14)
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect
    .poll(async () => (await slider.boundingBox())!.width)
    .toBeGreaterThan(box.width * 1.9)
})

test('a crash is a red end, with the chain of its causes', async () => {
  const { page } = await openPage([report], { hash: '#/run/r-survives-a-broken/simulation' })
  expect(await page.locator('.track-crash').count()).toBe(2)
  const end = page.locator('.outcome-of-run')
  expect(await end.innerText()).toMatch(
    /TypeError\s+fetch failed[^]*caused by Error[^]*10\.0\.0\.7:5432[^]*code ECONNREFUSED/,
  )
})

test('a recording shows its input, its output and when it ended', async () => {
  const { page } = await openPage([report], { hash: '#/run/r-recorded-just-now/simulation' })
  expect(await bars(page)).toEqual([4])
  expect(await page.locator('.outcome-of-run').innerText()).toMatch(/Where is my parcel\?[^]*done/)
})

test('the header is one line once the page is scrolled', async () => {
  const { page } = await openPage([report], {
    hash: FAILING,
    viewport: { width: 400, height: 860 },
  })
  expect(await page.locator('.run-bar-name').isVisible()).toBe(false)
  await page.mouse.wheel(0, 900)
  await page.locator('.run-bar.stuck').waitFor()
  expect(await page.locator('.run-bar-name').isVisible()).toBe(true)
  const box = (await page.locator('.run-bar').boundingBox())!
  expect(box.y).toBe(0)
  expect(box.height).toBeLessThan(50)
})
