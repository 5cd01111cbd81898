import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Project } from '../../run-project.ts'

const INSTALL = fileURLToPath(new URL('../../../../.config/large-frameworks.mjs', import.meta.url))

/** Installs the frameworks that bring hundreds of packages, once on a machine, and puts them beside their agents. */
export function linkLargeFrameworks(
  { root }: Pick<Project, 'root'>,
  agents = 'agents/large',
): void {
  const folder = execFileSync(process.execPath, [INSTALL], { encoding: 'utf8' }).trim()
  symlinkSync(join(folder, 'node_modules'), join(root, agents, 'node_modules'))
}
