const KEY = 'vitest-replay-theme'

/** Switches between dark and light; until then the system's setting applies. */
export function switchTheme(): void {
  const root = document.documentElement
  const dark = root.dataset['theme']
    ? root.dataset['theme'] === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset['theme'] = dark ? 'light' : 'dark'
  try {
    localStorage.setItem(KEY, root.dataset['theme'])
  } catch {
    // A page from disk may have no storage: the choice then lasts until it is closed.
  }
}

/** Restores the user's earlier choice. */
export function restoreTheme(): void {
  try {
    const theme = localStorage.getItem(KEY)
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset['theme'] = theme
  } catch {
    // No storage, no earlier choice.
  }
}
