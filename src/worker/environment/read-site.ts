import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import { callStack } from '../intercept/call-stack.ts'
import { sourceOf } from '../source-location.ts'

/** A place in the user's code that reads the clock or draws a random value. */
export interface ReadSite {
  file: string
  function: string
  source: SourceLocation | null
}

const OURS = /[\\/]vitest-replay[\\/]dist[\\/]/
/** Some of its functions call others of it. */
const NODE_CRYPTO = /^node:(?:internal\/)?crypto/
const PACKAGE = /.*[\\/]node_modules[\\/](?<name>(?:@[^\\/]+[\\/])?[^\\/]+)/
/** What reads for its own purposes: timeouts, retries with jitter, ids of spans, and the test runner itself. */
const CLIENTS = new Set(
  [
    'openai @openai @anthropic-ai ai @ai-sdk @google @google-cloud @aws-sdk @smithy @mistralai cohere-ai groq-sdk',
    'ollama replicate langchain @langchain langsmith @modelcontextprotocol @opentelemetry eventsource-parser',
    'undici node-fetch axios got ky superagent gaxios cross-fetch msw @mswjs nock p-retry p-queue p-timeout',
    'async-retry retry exponential-backoff vitest @vitest vite vite-node tinyspy @sinonjs',
  ]
    .join(' ')
    .split(' '),
)

/** Deep enough to reach through a package such as `uuid` or `date-fns` to the code that called it. */
const DEPTH = 12

/**
 * The first function of the user's on the stack, when it or a package that it called reads. `null` where Node, an HTTP
 * client, an SDK or this package reads for itself.
 *
 * @param below The function whose callers count.
 */
export function findReadSite(
  below: (...args: never[]) => unknown,
  root: string,
  known: Map<string, ReadSite>,
): ReadSite | null {
  for (const frame of framesBelow(below)) {
    const file = frame.getFileName()
    if (file === null || file === undefined) continue
    if (NODE_CRYPTO.test(file)) continue
    if (file.startsWith('node:') || OURS.test(file)) return null
    const name = PACKAGE.exec(file)?.groups!['name']
    if (name !== undefined) {
      if (CLIENTS.has(name) || CLIENTS.has(name.split(/[\\/]/)[0]!)) return null
      continue
    }
    const key = `${file}:${frame.getLineNumber()}:${frame.getColumnNumber()}`
    const site = known.get(key) ?? describe(frame, file, root)
    known.set(key, site)
    return site
  }
  return null
}

/** @note Frames as they are: having each of them mapped to its source costs ten times as much. */
function framesBelow(below: (...args: never[]) => unknown): NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error
  const holder: { stack?: NodeJS.CallSite[] } = {}
  try {
    Error.stackTraceLimit = DEPTH
    Error.prepareStackTrace = (_error, frames) => frames
    Error.captureStackTrace(holder, below)
    return holder.stack ?? []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    Error.prepareStackTrace = prepareStackTrace!
  }
}

function describe(frame: NodeJS.CallSite, file: string, root: string): ReadSite {
  const path = (file.startsWith('file:') ? fileURLToPath(file) : file).replace(/\?.*$/, '')
  return {
    file: relative(root, path).split(sep).join('/'),
    function: frame.getFunctionName() ?? '',
    source: sourceOf(callStack(), root),
  }
}
