import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Lists the licences of the packages that were bundled, with their texts. */
export function licencesOf(moduleIds) {
  const folders = new Map()
  for (const id of moduleIds) {
    const [, folder, name] =
      /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id.replaceAll('\\', '/')) ?? []
    if (folder) folders.set(name, folder)
  }
  const parts = [...folders].sort().map(([name, folder]) => {
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
    if (!file) throw new Error(`Failed to build: ${name} is bundled, and has no licence text.`)
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return `Parts of these packages are bundled in the files beside this one.\n\n${parts.join('\n---\n\n')}`
}
