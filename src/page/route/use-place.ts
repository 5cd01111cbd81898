import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

/** The outcome of all that the page shows, for its icon. */
export type PageMood = 'good' | 'bad' | 'plain'

const COLORS: Record<PageMood, string> = { good: '2f8f75', bad: 'c4473a', plain: '5d6671' }
const MARKS: Record<PageMood, string> = {
  good: 'M4 8.5 7 11.5 12 5',
  bad: 'M5 5 11 11M11 5 5 11',
  plain: 'M5 8h6',
}

/** Gives the page the title of the place, and an icon that says whether something failed. */
export function usePageTitle(title: string, mood: PageMood): void {
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
    if (!icon) return
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#${COLORS[mood]}"/><path d="${MARKS[mood]}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`
    icon.href = `data:image/svg+xml,${encodeURIComponent(svg)}`
  }, [mood])
}

/**
 * Moves the reader along with the route: to the top of another view, with the focus on its heading, so that keys and
 * screen readers go on from there.
 *
 * @param place Names the view; the same for other filters or another tab.
 * @param keepsScroll Leaves it to the view to restore where the reader was.
 */
export function useFollowedRoute(place: string, keepsScroll: boolean): void {
  const last = useRef(place)
  useLayoutEffect(() => {
    if (last.current === place) return
    last.current = place
    if (!keepsScroll) scrollTo(0, 0)
    const active = document.activeElement
    if (active && active !== document.body && document.getElementById('main')?.contains(active))
      return
    const heading = document.querySelector<HTMLElement>('#main h1')
    heading?.setAttribute('tabindex', '-1')
    heading?.focus({ preventScroll: true })
  }, [place])
}
