import { relative } from 'node:path'
import { selectTest } from '../../core/words/test-command.ts'
import type { TestContext } from '../context/test-context.ts'

/** The command that runs one test in a record mode, for people to copy. */
export function recordCommand(context: TestContext, root: string, mode: string): string {
  return `VITEST_REPLAY=${mode} npx vitest run ${select(context, root)}`
}

/** The command that makes one perturbed replay of one test again. */
export function seedCommand(context: TestContext, root: string, seed: number): string {
  return `VITEST_REPLAY_SEED=${seed} npx vitest run ${select(context, root)}`
}

/** The command that lists the differences between two replays of a test. */
export function learnCommand(context: TestContext, root: string): string {
  return `npx vitest-replay learn ${select(context, root)}`
}

function select({ file, fullName }: TestContext, root: string): string {
  return selectTest(relative(root, file), fullName)
}
