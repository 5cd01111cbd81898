import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

/** Files by which programs trust a certificate authority of our own besides those that they trust anyway. */
export class TrustFiles {
  readonly #certificate: string
  readonly #made = new Map<string, string>()
  #folder: string | undefined

  /** @param certificate As PEM. */
  constructor(certificate: string) {
    this.#certificate = certificate
  }

  /**
   * Makes the file that a variable is to name.
   *
   * @param present The file that it names now; without one, its program trusts the usual authorities.
   */
  path(present: string | undefined, effect: 'adds' | 'replaces'): string {
    const key = present || effect
    const known = this.#made.get(key)
    if (known !== undefined) return known
    this.#folder ??= mkdtempSync(join(tmpdir(), 'vitest-replay-trust-'))
    const path = join(this.#folder, `${this.#made.size}.pem`)
    const usual = effect === 'adds' ? '' : rootCertificates.join('\n')
    writeFileSync(path, [textOf(present) ?? usual, this.#certificate].join('\n'))
    this.#made.set(key, path)
    return path
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
    this.#made.clear()
  }
}

/** @note A program takes a file that is not there for none, or says itself what is wrong with it. */
function textOf(path: string | undefined): string | undefined {
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
