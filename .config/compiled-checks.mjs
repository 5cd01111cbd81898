// Compiles the checks of options and cassettes from their schemas, so that no test file loads zod for what is fine.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Compiles them by a bundle in a folder that is removed. `plugin` puts the checks in their place in a bundle. */
export async function compileChecks(root, dir) {
  const bundled = await rolldown({
    cwd: root,
    input: { 'compiled-checks': 'src/protocol/compiled-checks.ts' },
    external: (id) => id.startsWith('node:') || id === 'zod',
    platform: 'node',
  })
  await bundled.write({ dir, format: 'esm' })
  await bundled.close()
  const { COMPILED_CHECKS, OPTION_TEXTS } = await import(join(dir, 'compiled-checks.js'))
  rmSync(dir, { recursive: true, force: true })
  const checks = (file) => JSON.stringify(join(root, 'src/core/checks', file))
  const imports = `
import * as parts from ${checks('check-parts.ts')}
import * as predicates from ${checks('predicates.ts')}
`
  const plugin = {
    name: 'compiled-checks',
    load: (id) => {
      const path = id.replaceAll('\\', '/')
      const file = Object.keys(COMPILED_CHECKS).find((name) => path.endsWith(`/${name}`))
      return file ? { code: imports + COMPILED_CHECKS[file], moduleType: 'js' } : null
    },
  }
  return { plugin, texts: OPTION_TEXTS }
}
