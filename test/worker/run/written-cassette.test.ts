import { expect, test } from 'vitest'
import { parseCassette } from '../../../src/core/cassette/parse.ts'
import { action } from '../../../src/worker/wrap/actions.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { cassetteOfPass, describeHeader } from '../../../src/worker/run/cassette-of-pass.ts'
import { writeCassette } from '../../../src/worker/run/written-cassette.ts'
import { recordExchanges, post } from '../pass/open-pass.ts'
import { prepare } from './replayed-run.ts'

async function record(agent: () => unknown) {
  const prepared = prepare()
  const header = describeHeader(prepared)
  const pass = await runPass(agent, prepared, passOptions(prepared, 'record'), () => {})
  return cassetteOfPass(header, pass)
}

test('a cassette is what its file reads as, not what was in memory', async () => {
  const count = action('count', () => new Map([['open', 3n]]))
  const recorded = await record(() => count())
  const { cassette, text } = await writeCassette(recorded, 'a run')
  expect(cassette).toEqual(parseCassette(text()))
  expect(cassette.actions[0]).not.toBe(recorded.actions[0])
})

test('its end may still change, its text follows', async () => {
  const written = await writeCassette(await record(() => 'done'), 'a run')
  expect(parseCassette(written.text()).end!.verified).toBe(false)
  written.cassette.end.verified = true
  expect(parseCassette(written.text()).end!.verified).toBe(true)
})

test('what a replay would refuse is refused before it is written, by the action’s name', async () => {
  const exchange = { call: post('https://api.test/pay', 1), answer: 'no', status: 1000 }
  const actions = await recordExchanges([exchange])
  const { header, end } = await record(() => 'done')
  const totals = { ...end.totals, actions: actions.length }
  const recorded = { header, actions, end: { ...end, totals } }
  await expect(writeCassette(recorded, '"a run"')).rejects.toThrow(
    expect.objectContaining({
      code: 'RECORDING_UNREADABLE',
      message: expect.stringMatching(
        /Failed to record "a run": .*http "POST api\.test\/pay" .*"response\.status"/,
      ) as string,
    }),
  )
})
