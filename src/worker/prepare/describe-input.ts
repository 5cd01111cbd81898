import type { Value } from '../../core/cassette/schema.ts'
import { captureValue } from '../../core/cassette/value.ts'
import type { PreparedRun } from './prepare-run.ts'

/** Describes the input of a run as files store it; `undefined` where it has none. */
export function describeInput({
  options,
  redactor,
}: Pick<PreparedRun, 'options' | 'redactor'>): Value | undefined {
  if (options.input === undefined) return undefined
  const input = captureValue(options.input, 'the option "input"')
  return { ...input, json: redactor.json(input.json) }
}
