import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ReplayError } from '../../core/errors.ts'

/**
 * @note Synchronous, because `http.request()` is, and MSW is loaded at the first call within a run
 * that needs it. Both majors can be required: 2 has a CommonJS build, 3 needs a Node that can
 * require ES modules.
 */
const fromProject = createRequire(join(process.cwd(), 'noop.js'))
const fromHere = createRequire(import.meta.url)

function resolveMsw(): NodeRequire {
  for (const require of [fromProject, fromHere]) {
    try {
      return createRequire(require.resolve('msw/node'))
    } catch {
      // Try the next place.
    }
  }
  throw missing('the package "msw" was not found')
}

function missing(reason: string, cause?: unknown): ReplayError {
  return new ReplayError(
    'MSW_MISSING',
    {
      attempted: 'Failed to intercept a node:http request',
      reason,
      remedy: 'Install the peer dependency: npm install --save-dev msw',
    },
    { cause },
  )
}

/**
 * Loads an interceptor from MSW's own copy of `@mswjs/interceptors`: a second copy would not know
 * that the first is in force.
 */
export function requireInterceptors<T>(path: 'ClientRequest' | 'http'): T {
  const require = resolveMsw()
  try {
    return require(`@mswjs/interceptors/${path}`) as T
  } catch (error) {
    throw missing(`its interceptors could not be loaded (${(error as Error).message})`, error)
  }
}

/** The major version of the installed MSW. */
export function mswMajor(): number {
  return Number.parseInt((resolveMsw()('msw/package.json') as { version: string }).version, 10)
}
