import type { Page } from 'playwright-core'

/** Types texts into the page's search one after the other; answers how long each took to be shown, in ms. */
export function searchFor(page: Page, texts: string[]): Promise<number[]> {
  return page.evaluate(async (all) => {
    const field = document.querySelector<HTMLInputElement>('[data-search]')!
    const times: number[] = []
    for (const text of all) {
      const start = performance.now()
      field.value = text
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
      await new Promise(requestAnimationFrame)
      document.body.getBoundingClientRect()
      times.push(performance.now() - start)
    }
    return times
  }, texts)
}

/** Scrolls a long run, slowly and in leaps; answers how long its frames took, in ms, the shortest first. */
export function scrollThrough(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const scroller = document.querySelector('.scroller')!
    const times: number[] = []
    let last = performance.now()
    for (let step = 0; step < 120; step++) {
      scroller.scrollTop += step % 20 === 19 ? 400_000 : 700
      await new Promise(requestAnimationFrame)
      const now = performance.now()
      times.push(now - last)
      last = now
    }
    return times.sort((a, b) => a - b)
  })
}
