import { resolve } from 'node:path'
import { restoreValue } from '../../core/cassette/value.ts'
import { ReplayError } from '../../core/errors.ts'
import type { RunOptions } from '../../core/options/run-options.ts'
import { readCassette } from '../../storage/read-cassette.ts'

/** Reads the input of the run that `inputFrom` names. */
export function withInputFrom(options: RunOptions, root: string): RunOptions {
  const { inputFrom } = options
  if (inputFrom === undefined) return options
  const attempted = `Failed to take the input of another run from ${inputFrom}`
  if ('input' in options && options.input !== undefined)
    throw new ReplayError('OPTION_INVALID', {
      attempted,
      reason: 'the option "input" is given as well',
      remedy: 'Give one of both',
    })
  const path = resolve(root, inputFrom)
  const found = readCassette(path)
  if (found.kind === 'nothing')
    throw new ReplayError('CASSETTE_MISSING', {
      attempted,
      reason: `there is no cassette at ${path}`,
      remedy: 'Name the path of a cassette, from the root of the project',
      location: { file: path },
    })
  const { input } = found.cassette.header
  return { ...options, input: input ? restoreValue(input) : undefined }
}
