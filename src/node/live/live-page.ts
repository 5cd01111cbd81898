import { ReplayError } from '../../core/errors.ts'
import { fillPage } from '../render/page/html.ts'
import { readPageTemplate } from '../render/page/page-template.ts'

/** The element by which a page knows that it is live. */
const LIVE_ID = 'vitest-replay-live'

const STRICT = "default-src 'none';"

/**
 * The page without a report: it asks for what it shows.
 *
 * @throws ReplayError `PAGE_BROKEN`
 */
export function renderLivePage(template = readPageTemplate()): string {
  if (template === undefined || template.split(STRICT).length !== 2)
    throw new ReplayError('PAGE_BROKEN', {
      attempted: 'Failed to serve the live page',
      reason: template ? `its template does not hold ${STRICT} once` : 'it was built without it',
      remedy: 'Install vitest-replay again',
    })
  const page = template.replace(STRICT, `${STRICT} connect-src 'self';`)
  return fillPage(page, [{ id: LIVE_ID, data: '' }])
}
