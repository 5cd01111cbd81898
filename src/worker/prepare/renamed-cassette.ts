import { isJsonObject, jsonEqual, type JsonValue } from '../../core/json.ts'
import { editDistance } from '../../core/options/nearest-name.ts'
import { captureValue } from '../../core/cassette/value.ts'
import { escapeTerminal } from '../../core/words/escape-terminal.ts'
import { shellQuote } from '../../core/words/test-command.ts'
import { leftoverCassettes, type LeftoverCassette } from '../../storage/leftover-cassettes.ts'
import { sharedState } from '../context/test-context.ts'
import { knownTests } from './known-tests.ts'
import type { PreparedRun } from './prepare-run.ts'
import { fromStart } from './record-command.ts'

/**
 * Describes how a run without a cassette gets that of a test that is gone, if one was recorded with
 * the same input: the test was renamed.
 */
export function offerRename(prepared: PreparedRun, how: 'instead' | 'in its place'): string {
  const renamed = findRenamed(prepared)
  if (renamed === undefined) return ''
  const [from, to] = [renamed.path, prepared.cassette].map((path) => shellQuote(fromStart(path)))
  const force = how === 'instead' ? '' : ' -f'
  return escapeTerminal(
    `If the test was "${renamed.name}" before, whose cassette no test uses any more: git mv${force} ${from} ${to}`,
  )
}

function findRenamed(prepared: PreparedRun): LeftoverCassette | undefined {
  const tests = knownTests(prepared)
  const used = new Set([...sharedState.cassettes.values()].map(({ name }) => name))
  const isKnown = (name: string) =>
    used.has(name) || tests.has(name) || tests.has(name.replace(/ \d+$/, ''))
  const input = describeInput(prepared)
  const alike = leftoverCassettes(prepared.cassette, isKnown).filter(
    ({ header }) =>
      sameOrAbsent(header['agent'], prepared.options.agent) && sameInput(header['input'], input),
  )
  const distance = ({ name }: LeftoverCassette) => editDistance(name, prepared.name)
  return alike.sort((a, b) => distance(a) - distance(b))[0]
}

function describeInput({ options, redactor }: PreparedRun): JsonValue | undefined {
  if (options.input === undefined) return undefined
  return redactor.json(captureValue(options.input, 'the option "input"').json)
}

function sameInput(recorded: unknown, input: JsonValue | undefined): boolean {
  if (recorded === undefined || input === undefined) return recorded === input
  return isJsonObject(recorded) && jsonEqual(recorded['json'] as JsonValue, input)
}

function sameOrAbsent(recorded: unknown, agent: string | undefined): boolean {
  return typeof recorded !== 'string' || agent === undefined || recorded === agent
}
