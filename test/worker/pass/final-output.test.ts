import { expect, test } from 'vitest'
import type { ToleranceRule } from '../../../src/core/options/compare-schema.ts'
import { action } from '../../../src/worker/wrap/actions.ts'
import { compareEnd } from '../../../src/worker/pass/final-output.ts'
import { returned, threw } from '../../../src/worker/pass/pass-outcome.ts'
import { recordAndReplay } from '../run/replayed-run.ts'
import { redactor, SECRET } from './open-pass.ts'

const find = action('find', () => 1)

async function compare(recorded: unknown, replayed: unknown, output: ToleranceRule[] = []) {
  const agent = (end: unknown) => () => {
    find()
    if (end instanceof Error) throw end
    return end
  }
  const agents = { recorded: agent(recorded), replayed: agent(replayed) }
  const { cassette, pass, run } = await recordAndReplay(agents, { compare: { output } })
  return { ...compareEnd(cassette, pass), run }
}

test('an output is captured and redacted once, and the test gets it as it is', async () => {
  const output = { when: new Date(0), key: SECRET, send: () => {} }
  const outcome = returned(output, redactor)
  expect(outcome).toMatchObject({ kind: 'returned', output })
  expect(JSON.stringify(outcome.stored)).not.toContain(SECRET)
  expect(outcome.stored).toMatchObject({ json: { send: '[function send]' }, meta: {} })
})

test('an error is captured and redacted once, and the test gets it as it is', () => {
  const error = new TypeError(`refused ${SECRET}`)
  const outcome = threw(error, redactor)
  expect(outcome).toMatchObject({ kind: 'threw', error, stored: { name: 'TypeError' } })
  const { error: _error, ...stored } = outcome as Extract<typeof outcome, { kind: 'threw' }>
  expect(stored.text).toMatch(/^TypeError: refused <redacted:/)
  expect(JSON.stringify(stored)).not.toContain(SECRET)
})

test('what converts to no string is captured too', () => {
  expect(threw(Object.create(null), redactor)).toMatchObject({
    stored: { name: 'NonError', message: 'a value that cannot be printed' },
    text: '{}',
  })
})

test('equal outputs have no differences, others are listed by path', async () => {
  expect(await compare({ a: 1 }, { a: 1 })).toMatchObject({ differences: [] })
  const changed = await compare({ a: 1 }, { a: 2 })
  expect(changed.differences).toEqual([{ path: '$.a', recorded: 1, replayed: 2 }])
  expect(changed.run.divergences).toHaveLength(1)
})

test('an error in place of an output is a difference, and so is another error', async () => {
  const boom = new Error('boom')
  expect((await compare('done', boom)).differences).toMatchObject([
    { path: 'error', replayed: 'Error: boom' },
  ])
  expect((await compare(boom, 'done')).differences).toMatchObject([
    { path: 'error', recorded: 'Error: boom' },
  ])
  expect((await compare(boom, new RangeError('boom'))).differences).toHaveLength(1)
  expect((await compare(boom, new Error('boom'))).differences).toEqual([])
})

test('a value that both runs generated is listed, and is no divergence', async () => {
  const [first, second] = [
    '4f9c2a10-6f0e-4d0b-9a51-0c6f2f6d1b7e',
    'b7d0e6a4-1c39-4a55-8f6e-52d3a9c0e811',
  ]
  const { differences, run } = await compare({ id: first }, { id: second })
  expect(differences).toEqual([])
  expect(run.divergences).toEqual([])
  expect(run.report.volatile).toMatchObject([
    { action: 'final output', recorded: first, replayed: second },
  ])
})

test('a rule lets an output differ, and the report lists it', async () => {
  const rules = [{ path: '$.score', absolute: 0.1 }]
  const { run } = await compare({ score: 1 }, { score: 1.05 }, rules)
  expect(run.divergences).toEqual([])
  expect(run.tolerated).toEqual([
    { action: 'final output', path: '$.score', recorded: 1, replayed: 1.05 },
  ])
  expect(run.report.tolerated).toEqual(run.tolerated)
})

test('beside what a rule lets differ, a value that both runs generated is none, and a change is one', async () => {
  const [first, second] = [
    '4f9c2a10-6f0e-4d0b-9a51-0c6f2f6d1b7e',
    'b7d0e6a4-1c39-4a55-8f6e-52d3a9c0e811',
  ]
  const rules = [{ path: '$.score', absolute: 0.1 }]
  const same = await compare({ id: first, score: 1 }, { id: second, score: 1.05 }, rules)
  expect(same.run.divergences).toEqual([])
  expect(same.volatile).toMatchObject([{ path: '$.id', recorded: first, replayed: second }])

  const changed = await compare(
    { id: first, mood: 'calm', score: 1 },
    { id: second, mood: 'angry', score: 1.05 },
    rules,
  )
  expect(changed.differences.map(({ path }) => path)).toEqual(['$.mood'])
})
