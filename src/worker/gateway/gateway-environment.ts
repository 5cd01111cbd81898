import { fileURLToPath } from 'node:url'
import { BASE_URLS } from '../../core/processes/base-urls.ts'
import { CA_VARIABLES } from '../../core/processes/ca-variables.ts'
import type { TrustFiles } from '../../storage/programs/trust-files.ts'

/** Stands for a key that a client asks for before it starts; in a replay nobody looks at it. */
const NO_KEY = 'vitest-replay'

/** Leads to this machine, past every proxy. */
const NO_PROXY = '127.0.0.1,localhost,::1'

/**
 * Makes the environment of a child process whose requests go through a gateway: its clients find it by base URLs, by the
 * variables for proxies and, in Node, by a file that is loaded first. They trust its certificates where a variable can say so.
 *
 * @param pairs `NAME=value`, as the process would have them.
 * @param origin The address of the gateway.
 */
export function gatewayEnvironment(
  pairs: readonly string[],
  { origin, isReplay, trust }: { origin: string; isReplay: boolean; trust: TrustFiles },
): string[] {
  const env = new Map(pairs.map((pair) => splitPair(pair)))
  for (const { variable, url, key } of BASE_URLS) {
    env.set(variable, relayed(env.get(variable) ?? url, origin))
    if (isReplay && key !== undefined && !env.get(key)) env.set(key, NO_KEY)
  }
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'])
    for (const each of [name, name.toLowerCase()]) env.set(each, origin)
  for (const each of ['NO_PROXY', 'no_proxy']) env.set(each, NO_PROXY)
  for (const { variable, effect } of CA_VARIABLES)
    env.set(variable, trust.path(env.get(variable), effect))
  env.set('VITEST_REPLAY_GATEWAY', origin)
  const options = env.get('NODE_OPTIONS') ?? ''
  env.set('NODE_OPTIONS', `${options} --require ${JSON.stringify(preload())}`.trim())
  return [...env].map(([name, value]) => `${name}=${value}`)
}

/** The address under which the gateway relays to another one. */
function relayed(url: string, origin: string): string {
  return `${origin}/to/${url.replace('://', '/')}`
}

function splitPair(pair: string): [name: string, value: string] {
  const end = pair.indexOf('=', 1)
  return [pair.slice(0, end), pair.slice(end + 1)]
}

function preload(): string {
  return fileURLToPath(new URL('./gateway-preload.cjs', import.meta.url))
}
