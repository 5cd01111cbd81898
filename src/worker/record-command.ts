import { relative } from 'node:path'
import type { TestContext } from './test-context.ts'

/**
 * The command that runs one test in a record mode, for people to copy.
 *
 * @note Vitest's `-t` takes a regular expression; what a shell would read within quotes becomes a dot.
 */
export function recordCommand(context: TestContext, root: string, mode: string): string {
  return `VITEST_REPLAY=${mode} npx vitest run ${selectTest(context, root)}`
}

/** The command that makes one perturbed replay of one test again. */
export function seedCommand(context: TestContext, root: string, seed: number): string {
  return `VITEST_REPLAY_SEED=${seed} npx vitest run ${selectTest(context, root)}`
}

/** The command that tells what differs between two replays of a test. */
export function learnCommand(context: TestContext, root: string): string {
  return `npx vitest-replay learn ${selectTest(context, root)}`
}

function selectTest(context: TestContext, root: string): string {
  const name = context.fullName.split(' > ').at(-1)!
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/["`!]/g, '.')
  return `${shellQuote(relative(root, context.file))} -t "${pattern}"`
}

/** A path as a shell takes it: quoted where it has to be. */
export function shellQuote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
