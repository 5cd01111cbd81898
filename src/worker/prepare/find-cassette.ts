import type { RecordModeChoice } from '../../core/cassette/record-mode.ts'
import { ReplayError } from '../../core/errors.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { locateCassette, renameCassette } from '../../storage/locate-cassette.ts'
import { fromStart } from './record-command.ts'
import { sharedState, type TestContext } from '../context/test-context.ts'

/**
 * Finds the cassette of a run beside a file, which no other test may use. One that an earlier version wrote under
 * a name that several tests shared is renamed, where the mode allows to change files.
 *
 * @throws ReplayError `CASSETTE_SHARED`
 */
export function findCassette(
  { id }: Pick<TestContext, 'id'>,
  { name, beside }: { name: string; beside: string },
  { mode }: Pick<RecordModeChoice, 'mode'>,
): string {
  const { cassettes } = sharedState
  const isTaken = (path: string) => (cassettes.get(path)?.test ?? id) !== id
  const { cassette, earlier } = locateCassette(beside, name, isTaken)
  const uses = [...cassettes.values()]
  const isShared = uses.some((use) => use.name === name && use.test !== id)
  if (isShared || isTaken(cassette)) throw shared(cassette, name)
  const found = earlier === undefined ? cassette : takeOver(earlier, cassette, mode)
  cassettes.set(found, { test: id, name })
  return found
}

function takeOver(earlier: string, cassette: string, mode: RecordModeChoice['mode']): string {
  if (mode === 'none') return earlier
  renameCassette(earlier, cassette)
  const [from, to] = [earlier, cassette].map((path) => escapeTerminal(fromStart(path)))
  console.warn(
    `[vitest-replay] renamed a cassette, because names that differ in case, accents or punctuation have files of their own now: ${from} is ${to}. Commit both paths.`,
  )
  return cassette
}

function shared(cassette: string, name: string): ReplayError {
  return new ReplayError('CASSETTE_SHARED', {
    attempted: `Failed to start the run "${name}"`,
    reason: `another test already uses the cassette ${cassette}`,
    remedy: 'Give the tests different names, or name the cassettes with the option "cassette"',
    location: { file: cassette },
  })
}
