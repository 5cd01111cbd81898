import { writeFileSync } from 'node:fs'
import { ReplayError } from '../../core/errors.ts'
import { createdFromReport, eventsOfRun } from '../../core/run-events/events-of-run.ts'
import type { StoredRun } from '../../core/run-events/read-run.ts'
import { guarded } from '../../storage/guarded.ts'
import { printBundle } from '../../storage/run-store/bundle-file.ts'
import { renderHtml } from '../render/page/html.ts'
import { readPageTemplate } from '../render/page/page-template.ts'
import { reportOfRun } from './compare-executions.ts'

/**
 * Writes an execution into one file: a page that opens from disk, with the events and the recording for programs. All of it
 * was redacted when it was kept.
 *
 * @returns The notes on what is not in it.
 */
export function writeBundle(
  file: string,
  { stored, cassette }: { stored: StoredRun; cassette: string | null },
): string[] {
  const template = readPageTemplate()
  if (template === undefined)
    throw new ReplayError('PAGE_BROKEN', {
      attempted: `Failed to write the bundle ${file}`,
      reason: 'the package was built without its page',
      remedy: 'Install vitest-replay again',
    })
  const page = renderHtml(template, reportOfRun(stored))
  const text = printBundle(page, { events: printEvents(stored), cassette })
  guarded(`Failed to write the bundle ${file}`, () => writeFileSync(file, text))
  return cassette === null
    ? ['its recording is no longer available: the bundle can be opened, but not replayed']
    : []
}

function printEvents({
  traceId,
  run,
  contents,
  environment,
  console,
  labels,
  end,
}: StoredRun): string {
  const ended = { traceId, run, contents, console }
  const named = labels.map((text) => ({
    event: 'label' as const,
    traceId,
    at: end?.at ?? run.startedAt,
    text,
  }))
  const events = [createdFromReport(ended, environment), ...eventsOfRun(ended), ...named]
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}
