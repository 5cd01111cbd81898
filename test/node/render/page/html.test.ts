import { expect, test } from 'vitest'
import { buildReport } from '../../../report/build-report.ts'
import { renderHtml } from '../../../../src/node/render/page/html.ts'

const DATA = '<!--vitest-replay-data-->'
const PIECES = '<!--vitest-replay-pieces-->'

test.each(['<body></body>', DATA, `${DATA}${DATA}${PIECES}`, `${DATA}${PIECES}${PIECES}`])(
  'a template without one place for the data is refused: %s',
  (template) => {
    expect(() => renderHtml(template, buildReport([]))).toThrow(
      expect.objectContaining({ code: 'PAGE_BROKEN' }),
    )
  },
)
