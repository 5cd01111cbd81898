import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { parseCassette } from '../../../core/cassette/parse.ts'
import type { Cassette } from '../../../core/cassette/schema.ts'
import { stableJson } from '../../../core/stable-json.ts'
import { describeValue } from '../../../core/cassette/describe-value.ts'
import { ReplayError } from '../../../core/errors.ts'
import { formatUsd } from '../../../core/words/format-number.ts'
import { plural } from '../../../core/words/plural.ts'
import { PROVIDERS } from '../doctor/providers.ts'

/** The recordings beside an agent's module. */
export function recordingsBeside(module: string): Cassette[] {
  const folder = join(dirname(module), '__cassettes__', basename(module))
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cassette.jsonl'))
    .flatMap((name) => {
      const file = join(folder, name)
      try {
        return [parseCassette(readFileSync(file, 'utf8'), { file })]
      } catch (error) {
        // The run that needs it says so.
        if (error instanceof ReplayError) return []
        throw error
      }
    })
}

/** Counts the inputs that have no recording. */
export function countMissing(inputs: readonly unknown[], recordings: readonly Cassette[]): number {
  const known = new Set(recordings.map(({ header }) => stableJson(header.input?.json ?? null)))
  return inputs.filter((input) => !known.has(stableJson(describeValue(input).json))).length
}

/** Estimates the cost of the inputs without a recording, by that of the recorded ones. */
export function describeCost(
  missing: number,
  recordings: readonly Cassette[],
  usd: number,
): string {
  const limit = `limited to ${formatUsd(usd)} (--max-usd)`
  const costs = recordings.map(({ end }) => end?.totals.costUsd ?? null)
  const sum = costs.reduce((a: number | null, b) => (a === null || b === null ? null : a + b), 0)
  const inputs = `live: ${plural(missing, 'input')} without a recording`
  if (missing === 0) return 'live: nothing, every input has a recording'
  if (sum === null || costs.length === 0) return `${inputs}, at an unknown price, ${limit}`
  return `${inputs}, for about ${formatUsd((sum / costs.length) * missing)}, ${limit}`
}

/** Milliseconds to wait for a connection. */
const PATIENCE = 2000

/** Looks whether what a live run needs is there: keys of the installed SDKs, and the services that were recorded. */
export async function preflight(
  root: string,
  recordings: readonly Cassette[],
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const manifest = join(root, 'package.json')
  const { dependencies = {}, devDependencies = {} } = (
    existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
  ) as Record<'dependencies' | 'devDependencies', Record<string, string> | undefined>
  const packages = Object.keys({ ...dependencies, ...devDependencies })
  const keys = PROVIDERS.filter(
    (provider) =>
      packages.some((name) => provider.packages.test(name)) &&
      !provider.keys.some((key) => env[key]),
  ).map(({ name, keys: [key] }) => `key: ${key} is not set, which the SDK of ${name} reads`)
  const origins = new Set(
    recordings.flatMap(({ actions }) =>
      actions.flatMap(({ request }) =>
        request && URL.canParse(request.url) ? [new URL(request.url).origin] : [],
      ),
    ),
  )
  const reached = await Promise.all(
    [...origins].map(async (origin) => [origin, await isReachable(origin)]),
  )
  return [
    ...keys,
    ...reached.flatMap(([origin, isThere]) =>
      isThere ? [] : [`service: ${String(origin)} does not answer`],
    ),
  ]
}

/** Opens a connection, and sends nothing. */
function isReachable(origin: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(origin)
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
      timeout: PATIENCE,
    })
    const end = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
    socket.on('timeout', () => end(false))
  })
}
