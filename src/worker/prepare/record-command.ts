import { relative } from 'node:path'
import { selectTest, shellQuote } from '../../core/words/test-command.ts'
import { sharedState, type TestContext } from '../context/test-context.ts'

/** The command that runs one test in a record mode, for people to copy. */
export function recordCommand(context: TestContext, mode: string): string {
  return `VITEST_REPLAY=${mode} npx vitest run ${select(context)}`
}

/** The command that makes one perturbed replay of one test again. */
export function seedCommand(context: TestContext, seed: number): string {
  return `VITEST_REPLAY_SEED=${seed} npx vitest run ${select(context)}`
}

/** The command that lists the differences between two replays of a test. */
export function learnCommand(context: TestContext): string {
  return `npx vitest-replay learn ${select(context)}`
}

function select({ file, fullName, kind }: TestContext): string {
  const { flags } = sharedState.file!.options
  // A run of a hook belongs to no single test.
  return kind === 'suite'
    ? [...(flags ?? []), fromStart(file)].map(shellQuote).join(' ')
    : selectTest(fromStart(file), fullName, flags)
}

/** A path as it is written in a command: relative to the folder in which Vitest was started. */
export function fromStart(path: string): string {
  return relative(sharedState.file!.options.startedIn, path)
}
