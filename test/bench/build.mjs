// The engine as the package bundles it, with entries that need no Vitest. Stays out of the published package.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { compileChecks } from '../../.config/compiled-checks.mjs'

export async function buildEngine() {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const packages = [
    ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    'playwright-core',
    '@sparticuz/chromium',
  ]
  const entries = readdirSync(`${root}/test/bench`).filter((file) => file.endsWith('.ts'))
  const { plugin } = await compileChecks(root, `${root}/test/bench/.work/compiled-checks`)
  const bundle = await rolldown({
    cwd: root,
    plugins: [plugin],
    input: Object.fromEntries(entries.map((file) => [file.slice(0, -3), `test/bench/${file}`])),
    external: (id) =>
      id.startsWith('node:') || packages.some((name) => id === name || id.startsWith(`${name}/`)),
    platform: 'node',
  })
  // So that stack frames of the engine read like those of the installed package.
  const dir = `${root}/test/bench/.work/vitest-replay/dist`
  rmSync(dir, { recursive: true, force: true })
  await bundle.write({ dir, format: 'esm' })
  await bundle.close()
}
