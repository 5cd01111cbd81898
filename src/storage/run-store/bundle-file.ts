import { readFileSync } from 'node:fs'
import { readLines } from '../../core/cassette/read-lines.ts'
import { ReplayError } from '../../core/errors.ts'
import { isJsonObject, parseJson } from '../../core/json.ts'
import type { FoundCassette } from '../read-cassette.ts'

/** The parts of a bundle beside the page: an execution's events, and its recording. */
export interface BundledRun {
  /** The lines of the run's file. */
  events: string
  /** `null` where none is known. */
  cassette: string | null
}

const OPEN = '<script type="application/json" id="vitest-replay-bundle">'
const CLOSE = '</script>'

/** Prints a bundle: a page that opens from disk, with the run it shows for programs. */
export function printBundle(page: string, bundled: BundledRun): string {
  // No text of a run can end the element, or begin another one.
  const json = JSON.stringify(bundled).replaceAll('<', '\\u003c')
  return `${page.trimEnd()}\n${OPEN}${json}${CLOSE}\n`
}

/**
 * Reads the run of a bundle.
 *
 * @throws ReplayError `BUNDLE_UNREADABLE`
 */
export function readBundle(file: string): BundledRun {
  const text = readText(file)
  const start = text.lastIndexOf(OPEN)
  const json = start === -1 ? undefined : text.slice(start + OPEN.length, text.lastIndexOf(CLOSE))
  const data = json === undefined ? undefined : parseJson(json)
  if (isJsonObject(data) && typeof data['events'] === 'string') {
    const cassette = data['cassette']
    return { events: data['events'], cassette: typeof cassette === 'string' ? cassette : null }
  }
  throw new ReplayError('BUNDLE_UNREADABLE', {
    attempted: `Failed to read the bundle ${file}`,
    reason: 'there is no run in it',
    remedy: 'Write it again: npx vitest-replay bundle <id>',
    location: { file },
  })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ReplayError(
      'BUNDLE_UNREADABLE',
      {
        attempted: `Failed to read ${file}`,
        reason: (error as Error).message,
        remedy: 'Check the path and its permissions',
        location: { file },
      },
      { cause: error },
    )
  }
}

const CASSETTE_LINE = /^\{"event":"cassette".*$/gm

/** Finds the recording that an execution was kept with, in its file or in a bundle of it; `null` where there is none. */
export function readKeptCassette(file: string): string | null {
  const text = file.endsWith('.html') ? null : readText(file)
  if (text === null) return readBundle(file).cassette
  const line = text.match(CASSETTE_LINE)?.at(-1)
  const event = line === undefined ? undefined : parseJson(line)
  return isJsonObject(event) && typeof event['text'] === 'string' ? event['text'] : null
}

/** Reads the kept recording of a run, as if it lay in the place of its cassette; `null` where the file has that of another run. */
export function readKeptRecording(file: string, name: string): FoundCassette | null {
  const text = readKeptCassette(file)
  if (text === null) return null
  const cassette = readLines(text, file)
  return cassette.header.name === name ? { kind: 'complete', cassette, text } : null
}
