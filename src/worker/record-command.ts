import { relative } from 'node:path'
import type { TestContext } from './test-context.ts'

/**
 * The command that runs one test in a record mode, for people to copy.
 *
 * @note Vitest's `-t` takes a regular expression; what a shell would read within quotes becomes a dot.
 */
export function recordCommand(context: TestContext, root: string, mode: string): string {
  const name = context.fullName.split(' > ').at(-1)!
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/["`!]/g, '.')
  return `VITEST_REPLAY=${mode} npx vitest run ${relative(root, context.file)} -t "${pattern}"`
}
