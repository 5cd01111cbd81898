import { gzipSync } from 'node:zlib'
import { ReplayError } from '../../core/errors.ts'
import type { ReplayReport } from '../../core/report/schema.ts'

const PLACEHOLDER = '<!--vitest-replay-data-->'

/**
 * Puts a report into the page: one file that opens from disk. What a model wrote cannot break out of it, as base64 has
 * no character that means anything in HTML.
 *
 * @param template The built page.
 */
export function renderHtml(template: string, report: ReplayReport): string {
  const at = template.indexOf(PLACEHOLDER)
  if (at === -1 || template.includes(PLACEHOLDER, at + 1)) {
    throw new ReplayError('PAGE_BROKEN', {
      attempted: 'Failed to write the report page',
      reason: `its template does not hold ${PLACEHOLDER} once`,
      remedy: 'Install vitest-replay again',
    })
  }
  const data = gzipSync(JSON.stringify(report)).toString('base64')
  const script = `<script type="application/octet-stream" id="vitest-replay-data">${data}</script>`
  return template.slice(0, at) + script + template.slice(at + PLACEHOLDER.length)
}
