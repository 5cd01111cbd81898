const NEXT_FRAMES = 5

/** The line of a long list that has the focus; -1 where none has. */
export function focusedLine(): number {
  const row = document.activeElement?.closest<HTMLElement>('[data-index]')
  return row ? Number(row.dataset['index']) : -1
}

/** @note A line that has just been scrolled to is drawn a frame or two later. */
export function focusLine(at: number, { keepsScroll = false, frames = NEXT_FRAMES } = {}): void {
  const link = document.querySelector<HTMLElement>(`[data-index="${at}"] [data-row]`)
  if (link) link.focus({ preventScroll: keepsScroll })
  else if (frames > 0)
    requestAnimationFrame(() => focusLine(at, { keepsScroll, frames: frames - 1 }))
}
