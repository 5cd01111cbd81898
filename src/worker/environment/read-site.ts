import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceLocation } from '../../core/divergence/schema.ts'
import { callStack } from '../context/call-stack.ts'
import { sourceOf } from '../context/source-location.ts'

/** A place in the user's code that reads the clock or draws a random value. */
export interface ReadSite {
  file: string
  function: string
  source: SourceLocation | null
  /** The SDK that reads, where the user's function only called it. */
  library: string | null
}

/** An SDK that reads for itself: the user's code did not ask it for this value. */
export interface LibraryRead {
  library: string
  isOwn: true
}

/** Functions of an SDK between the code that asks it for an id and the read; one that does more has gone deeper. */
const ASKED = 3

const OURS = /[\\/]vitest-replay[\\/]dist[\\/]/
/** Functions of Node's crypto call each other. */
const NODE_CRYPTO = /^node:(?:internal\/)?crypto/
const PACKAGE = /.*[\\/]node_modules[\\/](?<name>(?:@[^\\/]+[\\/])?[^\\/]+)/
const listed = (...names: string[]) => new Set(names.join(' ').split(' '))
/** Packages that read for their own purposes: timeouts, retries with jitter, ids of spans. */
const CLIENTS = listed(
  'openai @openai @anthropic-ai ai @ai-sdk @google @google-cloud @aws-sdk @smithy @mistralai cohere-ai groq-sdk',
  'ollama replicate langchain @langchain langsmith @modelcontextprotocol @opentelemetry eventsource-parser',
  '@mastra llamaindex @llamaindex genkit @genkit-ai @voltagent @strands-agents @copilotkit @openrouter',
  'node-fetch axios got ky superagent gaxios cross-fetch p-retry p-timeout',
  'async-retry retry exponential-backoff',
)
/** Packages that time calls for the whole process: what they remember outlives every run. */
const SCHEDULERS = listed(
  'bottleneck p-queue p-limit p-throttle p-debounce dataloader generic-pool limiter tarn',
  'rate-limiter-flexible async-sema throttled-queue fastq bullmq toad-scheduler croner node-cron',
)
/** The test runner, and packages that intercept. */
const RUNNERS = listed('vitest @vitest vite vite-node tinyspy @sinonjs msw @mswjs nock undici')

/** Deep enough to reach through a package such as `uuid` or `date-fns` to the code that called it. */
const DEPTH = 12

/**
 * Finds the first function of the user's on the stack that reads, or calls a package that does.
 * Returns `null` where Node, the test runner or this package reads for itself; `scheduler` where a package reads that
 * times the calls of the whole process.
 *
 * @param below The function whose callers count.
 */
export function findReadSite(
  below: (...args: never[]) => unknown,
  root: string,
  known: Map<string, ReadSite>,
): ReadSite | LibraryRead | 'scheduler' | null {
  let library: string | null = null
  let depth = 0
  for (const frame of framesBelow(below)) {
    const file = frame.getFileName()
    if (file === null || file === undefined) continue
    if (NODE_CRYPTO.test(file)) continue
    if (file.startsWith('node:') || OURS.test(file)) break
    const name = PACKAGE.exec(file)?.groups!['name']
    if (name !== undefined) {
      if (isListed(RUNNERS, name)) break
      if (isListed(SCHEDULERS, name)) return 'scheduler'
      if (isListed(CLIENTS, name)) library ??= name
      if (library !== null) depth++
      continue
    }
    if (library !== null && (depth > ASKED || frame.isAsync())) break
    const key = `${file}:${frame.getLineNumber()}:${frame.getColumnNumber()} ${library ?? ''}`
    const site = known.get(key) ?? describe(frame, file, root, library)
    known.set(key, site)
    return site
  }
  return library === null ? null : { library, isOwn: true }
}

function isListed(packages: ReadonlySet<string>, name: string): boolean {
  return packages.has(name) || packages.has(name.split(/[\\/]/)[0]!)
}

/** @note Without source maps: mapping each frame costs ten times as much. */
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

function describe(
  frame: NodeJS.CallSite,
  file: string,
  root: string,
  library: string | null,
): ReadSite {
  const path = (file.startsWith('file:') ? fileURLToPath(file) : file).replace(/\?.*$/, '')
  return {
    file: relative(root, path).split(sep).join('/'),
    function: frame.getFunctionName() ?? '',
    source: sourceOf(callStack(), root),
    library,
  }
}
