const OURS = Symbol.for('vitest-replay.exits')

/**
 * Puts a function before a method, once; `make` receives the method that it stands before.
 *
 * @returns `true` where it was put there now.
 */
export function standBefore<Method>(
  owner: object | undefined,
  name: string,
  make: (original: Method) => Method,
): boolean {
  const original = owner && (Reflect.get(owner, name) as (Method & { [OURS]?: true }) | undefined)
  if (!owner || typeof original !== 'function' || original[OURS]) return false
  const guarded = make(original)
  Object.defineProperty(guarded, OURS, { value: true })
  Object.defineProperty(owner, name, { value: guarded, writable: true, configurable: true })
  return true
}
