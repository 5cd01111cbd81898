import { currentScope, type Environment } from '../../context/scope.ts'
import { cover, isSpy, ours } from './cover.ts'

interface WebCrypto {
  randomUUID(): string
  getRandomValues<T extends ArrayBufferView>(array: T): T
}

function environment(): Environment | undefined {
  return currentScope()?.environment
}

/**
 * Covers the global `crypto` when it is first used, so that a module that keeps one of its functions when it is loaded keeps
 * the covered one.
 *
 * @note Loading it takes milliseconds, which a file without runs does not have to pay.
 */
export function installWebCrypto(): void {
  const found = Object.getOwnPropertyDescriptor(globalThis, 'crypto')
  const get = found?.get
  if (!found?.configurable || !get) return
  Object.defineProperty(globalThis, 'crypto', {
    ...found,
    get: function crypto(): unknown {
      Object.defineProperty(globalThis, 'crypto', found)
      const web: unknown = get.call(globalThis)
      coverWebCrypto(web)
      return web
    },
  })
}

/** Covers the random values of Web Crypto for good: outside of a run, the functions behave as Node's. */
export function coverWebCrypto(web: unknown): void {
  const prototype = Object.getPrototypeOf(web) as WebCrypto
  const { randomUUID, getRandomValues } = prototype
  if (!ours.has(randomUUID) && !isSpy(randomUUID)) {
    const thin = function randomUUIDOfRun(this: WebCrypto): string {
      const real = () => randomUUID.call(this)
      return environment()?.uuid(thin, real) ?? real()
    }
    ours.add(thin)
    cover(prototype, 'randomUUID', { value: thin })
  }
  if (!ours.has(getRandomValues) && !isSpy(getRandomValues)) {
    const thin = function getRandomValuesOfRun<T extends ArrayBufferView>(
      this: WebCrypto,
      array: T,
    ): T {
      getRandomValues.call(this, array)
      const bytes = () => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
      const run = environment()
      if (run) {
        const drawn = run.bytes('crypto.getRandomValues', array.byteLength, thin, bytes)
        bytes().set(drawn)
      }
      return array
    }
    ours.add(thin)
    cover(prototype, 'getRandomValues', { value: thin })
  }
}
