import { coverMath } from './cover-clock.ts'

/**
 * Covers `Math.random` before any test module is loaded: a generator of ids that takes hold of it when it is imported draws
 * from the run, too.
 *
 * @note Not `node:crypto`: loading it takes milliseconds, which a file without runs does not have to pay.
 */
export function installRandom(): void {
  coverMath()
}
