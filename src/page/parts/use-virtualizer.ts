import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'

type Own = 'observeElementRect' | 'observeElementOffset' | 'scrollToFn'
type ElementOptions = Omit<VirtualizerOptions<HTMLElement, HTMLElement>, Own>
type WindowOptions = Omit<VirtualizerOptions<Window, HTMLElement>, Own>

/** Renders the visible part of a long list within an element that scrolls. */
export function useElementVirtualizer(
  options: ElementOptions,
): Virtualizer<HTMLElement, HTMLElement> {
  return useVirtualizer<HTMLElement>({
    ...options,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
  })
}

/** Renders the visible part of a long list in the window. */
export function useWindowVirtualizer(
  options: Omit<WindowOptions, 'getScrollElement'>,
): Virtualizer<Window, HTMLElement> {
  return useVirtualizer<Window>({
    ...options,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    initialOffset: () => scrollY,
  })
}

function useVirtualizer<Scroll extends HTMLElement | Window>(
  options: VirtualizerOptions<Scroll, HTMLElement>,
): Virtualizer<Scroll, HTMLElement> {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const resolved: VirtualizerOptions<Scroll, HTMLElement> = {
    ...options,
    onChange: () => redraw(undefined),
  }
  const [virtualizer] = useState(() => new Virtualizer<Scroll, HTMLElement>(resolved))
  virtualizer.setOptions(resolved)
  useLayoutEffect(() => virtualizer._didMount(), [])
  useLayoutEffect(() => virtualizer._willUpdate())
  return virtualizer
}
