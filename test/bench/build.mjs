// The engine as the package bundles it, with an entry that needs no Vitest. Stays out of the published package.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

export async function buildEngine() {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const bundle = await rolldown({
    cwd: root,
    input: {
      engine: 'test/bench/engine.ts',
      'align-work': 'test/bench/align-work.ts',
      'report-work': 'test/bench/report-work.ts',
      'compare-git-work': 'test/bench/compare-git-work.ts',
      'comparison-work': 'test/bench/comparison-work.ts',
    },
    external: (id) =>
      id.startsWith('node:') || packages.some((name) => id === name || id.startsWith(`${name}/`)),
    platform: 'node',
  })
  // So that stack frames of the engine read like those of the installed package.
  await bundle.write({ dir: `${root}/test/bench/.work/vitest-replay/dist`, format: 'esm' })
  await bundle.close()
}
