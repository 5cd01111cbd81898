/**
 * Returns `true` for a function of the engine; one that the user has replaced (fake timers) is not
 * native.
 */
export function isNative(fn: unknown): boolean {
  return typeof fn === 'function' && /\{\s*\[native code\]\s*\}$/.test(String(fn))
}

/** Returns `true` for a function mocked by the user, whose values are not random. */
export function isSpy(fn: unknown): boolean {
  return typeof fn === 'function' && 'mock' in fn
}

export const ours = new WeakSet<object>()

/**
 * Replaces a property, and returns a function that restores it unless other code has replaced it
 * since.
 */
export function cover(
  owner: object,
  key: string,
  by: { value: unknown } | { get: () => unknown },
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key)
  const shared = { configurable: true, enumerable: before?.enumerable ?? false }
  Object.defineProperty(owner, key, {
    ...shared,
    ...('value' in by ? { ...by, writable: true } : by),
  })
  return () => {
    const present = Object.getOwnPropertyDescriptor(owner, key)
    const isOurs = 'value' in by ? present?.value === by.value : present?.get === by.get
    if (!isOurs) return
    if (before) Object.defineProperty(owner, key, before)
    else delete (owner as Record<string, unknown>)[key]
  }
}

type Cover = (...args: never[]) => unknown

let outermost: Cover | null = null

/** Performs what a cover stands before. Other covers that it passes through are called by this one, not by the code that reads. */
export function beneath<T>(by: Cover, read: () => T): T {
  if (outermost) return read()
  outermost = by
  try {
    return read()
  } finally {
    outermost = null
  }
}

/** The cover that the reading code has called: this one, or one that stands before it. */
export function outermostCover(own: Cover): Cover {
  return outermost ?? own
}
