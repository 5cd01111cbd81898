import { expect, test } from 'vitest'
import { buildReport } from '../../report/build-report.ts'
import { renderHtml } from '../../../src/node/render/html.ts'

test.each(['<body></body>', '<!--vitest-replay-data--><!--vitest-replay-data-->'])(
  'a template without one place for the data is refused: %s',
  (template) => {
    expect(() => renderHtml(template, buildReport([]))).toThrow(
      expect.objectContaining({ code: 'PAGE_BROKEN' }),
    )
  },
)
