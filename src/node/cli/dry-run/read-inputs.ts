import { readFileSync } from 'node:fs'
import { parseJson } from '../../../core/json.ts'
import { UsageError } from '../command.ts'

/** Reads the inputs of a dry run: a JSON document or a text a line, or one JSON array. */
export function readInputs(file: string): unknown[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--inputs: ${(error as Error).message}`)
  }
  const whole = parseJson(text)
  if (Array.isArray(whole)) return whole
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.map((line) => parseJson(line) ?? line)
}
