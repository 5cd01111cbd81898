import { readdirSync } from 'node:fs'

/** Checks that the tests of a folder are those of projects with folders of their own, by its configuration of Vitest. */
export function hasProjects(folder: string, config: string): boolean {
  const hasFile = readdirSync(folder).some((name) => /^vitest\.(?:workspace|projects)\./.test(name))
  return hasFile || /\b(?:projects\s*:\s*\[\s*['"`]|workspace\s*:)/.test(config)
}
