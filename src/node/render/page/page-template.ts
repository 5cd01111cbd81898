import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** @note A bundle's file lies in `dist/` or, where it is shared, in `dist/chunks/`. */
const PLACES = ['./page/index.html', '../page/index.html']

/** The built page; `undefined` where the package was built without it. */
export function readPageTemplate(): string | undefined {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const path = paths.find((candidate) => existsSync(candidate))
  return path === undefined ? undefined : readFileSync(path, 'utf8')
}
