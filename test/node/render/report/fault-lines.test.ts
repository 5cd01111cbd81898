import { expect, test } from 'vitest'
import type { FaultOutcome } from '../../../../src/core/faults/fault.ts'
import { faultLines, faultMarkdown } from '../../../../src/node/render/report/fault-lines.ts'
import { renderMarkdown } from '../../../../src/node/render/report/markdown.ts'
import { renderSummary } from '../../../../src/node/render/report/terminal.ts'
import { buildReport, buildRun } from '../../../report/build-report.ts'

const outcome = (fault: FaultOutcome['fault'], verdict: FaultOutcome['verdict']) => ({
  fault,
  times: 1,
  action: 'chat m',
  index: 0,
  verdict,
  asked: 1,
  end: '"x"',
})

const RUNS = [
  buildRun({ faults: [outcome('rate_limited', 'recovered'), outcome('refusal', 'swallowed')] }),
  buildRun({ agent: 'a|gent', faults: [outcome('rate_limited', 'failed_cleanly')] }),
]

test('a terminal has a fault a row, and as many agents beside each other as fit', () => {
  expect(faultLines(RUNS, 80).join('\n')).toMatchInlineSnapshot(`
    "faults: 3 faults tried on 2 agents, 1 not borne

      fault         supportAgent  a|gent
      rate_limited  ✓ recovered   ✓ failed cleanly
      refusal       ✗ swallowed"
  `)
  expect(faultLines(RUNS, 40).filter((line) => line.includes('fault  '))).toHaveLength(2)
  const many = Array.from({ length: 10 }, (_, at) => ({ ...RUNS[0]!, agent: `agent ${at}` }))
  expect(faultLines(many, 80).at(-1)).toBe('  2 more agents in the report')
  expect(renderSummary(buildReport(RUNS), { color: false, link: undefined }).join('\n')).toContain(
    'rate_limited',
  )
})

test('Markdown has an agent a row', () => {
  expect(faultMarkdown(RUNS).join('\n')).toMatchInlineSnapshot(`
    "<details open><summary>Faults: 3 faults tried on 2 agents, 1 not borne</summary>

    | agent | <code>rate&#95;limited</code> | <code>refusal</code> |
    | --- | --- | --- |
    | <code>supportAgent</code> | ✓ recovered | ✗ swallowed |
    | <code>a&#124;gent</code> | ✓ failed cleanly |  |

    </details>
    "
  `)
  expect(renderMarkdown(buildReport(RUNS))).toContain('Faults: 3 faults tried on 2 agents')
})
