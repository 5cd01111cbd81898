import type { Value } from '../../core/cassette/schema.ts'
import { captureValue } from '../../core/cassette/value.ts'
import type { PreparedRun } from './prepare-run.ts'

type WithInput = Pick<PreparedRun, 'options' | 'redactor'>

/** Describes the input of a run as files store it; `undefined` where it has none. */
export function describeInput({ options, redactor }: WithInput): Value | undefined {
  if (options.input === undefined) return undefined
  const input = captureValue(options.input, 'the option "input"')
  return { ...input, json: redactor.json(input.json) }
}

/**
 * Describes the input of a run that may not be recorded.
 *
 * @note An input that cannot be stored is refused when the recording starts, with a reason.
 */
export function tryDescribeInput(prepared: WithInput): Value | undefined {
  try {
    return describeInput(prepared)
  } catch {
    return undefined
  }
}
