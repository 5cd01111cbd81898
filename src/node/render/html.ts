import { gzipSync } from 'node:zlib'
import { ReplayError } from '../../core/errors.ts'
import type { ReplayReport } from '../../core/report/schema.ts'
import { splitReport } from '../../core/report/split-report.ts'

const PLACEHOLDER = '<!--vitest-replay-data-->'

/**
 * Puts a report into the page: one file that opens from disk. What a model wrote cannot break out of it, as base64 has
 * no character that means anything in HTML. The runs of a large report stand in parts, read when they are looked at.
 *
 * @param template The built page.
 * @param json The report as JSON, where it is at hand.
 */
export function renderHtml(
  template: string,
  report: ReplayReport,
  json = JSON.stringify(report),
): string {
  const at = template.indexOf(PLACEHOLDER)
  if (at === -1 || template.includes(PLACEHOLDER, at + 1)) {
    throw new ReplayError('PAGE_BROKEN', {
      attempted: 'Failed to write the report page',
      reason: `its template does not hold ${PLACEHOLDER} once`,
      remedy: 'Install vitest-replay again',
    })
  }
  const split = splitReport(report)
  const scripts = split
    ? [
        dataScript('vitest-replay-data', JSON.stringify(split.head)),
        ...split.parts.map((part, index) =>
          dataScript(`vitest-replay-part-${index}`, JSON.stringify(part)),
        ),
      ]
    : [dataScript('vitest-replay-data', json)]
  return template.slice(0, at) + scripts.join('\n') + template.slice(at + PLACEHOLDER.length)
}

function dataScript(id: string, json: string): string {
  // The highest level takes four times as long for a twentieth less.
  const base64 = gzipSync(json, { level: 4 }).toString('base64')
  return `<script type="application/octet-stream" id="${id}">${base64}</script>`
}
