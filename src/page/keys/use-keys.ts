import { useLayoutEffect } from 'preact/hooks'

/** Handlers by key; one that returns `false` leaves the key to the browser. */
export type KeyActions = Record<string, (event: KeyboardEvent) => void | false>

const MOVES = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])

/** Elements that handle the arrow keys themselves. */
const OWN_MOVES = '[role=tree], [role=tablist], [role=radiogroup], [role=menu]'

/** Handles keys, except while the user types. */
export function useKeys(actions: KeyActions): void {
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (document.querySelector('dialog[open]')) return
      const target = event.target as HTMLElement
      if (isTyping(target)) {
        if (event.key === 'Escape') target.blur()
        return
      }
      if (MOVES.has(event.key) && target.closest(OWN_MOVES)) return
      const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
      if (action && action(event) !== false) event.preventDefault()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  })
}

function isTyping(target: HTMLElement): boolean {
  return target.matches?.('input, textarea, select, [contenteditable]') ?? false
}

/** Moves the focus to the search field of the present view. */
export function focusSearch(): void | false {
  const field = document.querySelector<HTMLInputElement>('[data-search]')
  if (!field) return false
  field.focus()
  field.select()
}
