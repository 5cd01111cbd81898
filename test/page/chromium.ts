import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

/** Longer than Playwright's own half a minute: others may have the processors. */
const LAUNCH = { timeout: 180_000 }

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
]

/**
 * Starts the Chromium that the npm package carries; `VITEST_REPLAY_CHROMIUM` names another one, for systems that it is
 * not built for.
 */
export async function launchChromium(): Promise<Browser> {
  const own = process.env['VITEST_REPLAY_CHROMIUM']
  if (own) return chromium.launch({ ...LAUNCH, executablePath: own, args: ARGS })
  const folder = await unpackedChromium()
  const executablePath = join(folder, 'chromium')
  try {
    return await chromium.launch({ ...LAUNCH, executablePath, args: ARGS })
  } catch (error) {
    if (!/shared librar/.test(String(error))) throw error
    // A bare system: the package brings the libraries along, too.
    const libraries = join(folder, 'al2023/lib')
    return chromium.launch({
      ...LAUNCH,
      executablePath,
      args: ARGS,
      env: { ...process.env, LD_LIBRARY_PATH: libraries },
    })
  }
}

/**
 * Unpacks the browser once for all test files.
 *
 * @note The package takes a file that is there for a file that is whole; test files that begin together would start half a
 * browser. So it is unpacked elsewhere and moved when it is done.
 */
async function unpackedChromium(): Promise<string> {
  const require = createRequire(import.meta.url)
  const manifest = join(dirname(require.resolve('@sparticuz/chromium')), '../../package.json')
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const folder = join(tmpdir(), `vitest-replay-chromium-${version}`)
  if (existsSync(folder)) return folder
  const temporary = mkdtempSync(join(tmpdir(), 'vitest-replay-chromium-'))
  const before = { TMPDIR: process.env['TMPDIR'], AWS: process.env['AWS_EXECUTION_ENV'] }
  process.env['TMPDIR'] = temporary
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x'
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    await packed.executablePath()
  } finally {
    restore('TMPDIR', before.TMPDIR)
    restore('AWS_EXECUTION_ENV', before.AWS)
  }
  try {
    mkdirSync(dirname(folder), { recursive: true })
    renameSync(temporary, folder)
  } catch {
    // Another test file was faster.
    rmSync(temporary, { recursive: true, force: true })
  }
  return folder
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
