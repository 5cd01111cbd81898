import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isColored, say } from './demo-output.mjs'

const timeoutMs = 120_000

/** Runs Vitest in `folder` and shows its output, line by line, as it comes. */
export async function runVitest(folder, env) {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs')
  const startedAt = performance.now()
  const child = spawn(process.execPath, [vitest, 'run'], {
    cwd: folder,
    env: { ...ownEnvironment(), ...(isColored ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  })
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => say(line ? `  ${line}` : ''))
  }
  const [exitCode, signal] = await once(child, 'close')
  return { exitCode, signal, durationMs: performance.now() - startedAt }
}

// A recording is made outside of CI, and a failure that is meant must not become an annotation.
function ownEnvironment() {
  const foreign = /^(CI|GITHUB_.*|VITEST.*|OPENAI_.*|NODE_ENV|NODE_OPTIONS|FORCE_COLOR|NO_COLOR)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}
