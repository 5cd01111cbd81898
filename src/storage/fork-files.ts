import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The first free path of a fork of a cassette: `<name>.fork-1`, `<name>.fork-2`, ... */
export function freeForkPath(folder: string, cassette: string): string {
  const name = cassette.replace(/\.cassette\.jsonl$/, '')
  for (let number = 1; ; number++) {
    const path = join(folder, `${name}.fork-${number}.cassette.jsonl`)
    if (!existsSync(path)) return path
  }
}
