import { expect, test } from 'vitest'
import type { FaultOutcome } from '../../src/core/faults/fault.ts'
import { buildReport, buildRun } from '../report/build-report.ts'
import { useBrowser } from './open-page.ts'

const openPage = useBrowser()

const outcome = (fault: FaultOutcome['fault'], verdict: FaultOutcome['verdict']) => ({
  fault,
  times: 1,
  action: 'chat m',
  index: 2,
  verdict,
  asked: 1,
  end: '{"ok":true}',
})

const report = buildReport([
  buildRun({ faults: [outcome('rate_limited', 'recovered'), outcome('refusal', 'swallowed')] }),
  buildRun({ runId: 'r-2', agent: 'other', faults: [outcome('rate_limited', 'failed_cleanly')] }),
])

test('agents stand beside the faults that they were tried with', async () => {
  const { page, complaints } = await openPage([report])
  const faults = page.getByRole('region', { name: 'Faults', exact: true })
  await faults.waitFor()
  expect(await faults.locator('p').innerText()).toBe('3 faults tried on 2 agents, 1 not borne')
  const rows = await faults.locator('tr').allInnerTexts()
  expect(rows.map((row) => row.split('\t').map((cell) => cell.trim()))).toEqual([
    ['agent', 'rate_limited', 'refusal'],
    ['supportAgent', '\u2713 recovered', '\u2717 swallowed'],
    ['other', '\u2713 failed cleanly', ''],
  ])
  expect(complaints).toEqual([])
})

test('a run lists what each fault came to, the worst first', async () => {
  const { page, complaints } = await openPage([report], { hash: '#/run/r-1/simulation' })
  const rows = page.getByRole('region', { name: 'Faults', exact: true }).locator('tbody tr')
  await expect.poll(() => rows.count()).toBe(2)
  expect((await rows.first().innerText()).split('\t').map((cell) => cell.trim())).toEqual([
    'refusal',
    '#2 chat m',
    '\u2717 swallowed',
    '1',
    '{"ok":true}',
  ])
  expect(complaints).toEqual([])
})
