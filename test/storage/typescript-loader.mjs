// Lets a plain Node 20 process import the sources: types are stripped as they load.
import { register } from 'node:module'

register(
  `data:text/javascript,${encodeURIComponent(`
    import { readFile } from 'node:fs/promises'
    import { fileURLToPath } from 'node:url'
    import { transform } from ${JSON.stringify(import.meta.resolve('rolldown/experimental'))}
    export async function load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context)
      const source = await readFile(fileURLToPath(url), 'utf8')
      const { code } = await transform(url, source, { lang: 'ts' })
      return { format: 'module', source: code, shortCircuit: true }
    }
  `)}`,
)
