import { expect, test } from 'vitest'
import { createProject } from '../run-project.ts'

const UNREAD = `
import { test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

const amount = process.env.AMOUNT ? 1000 : 10

class Money {
  #cents
  constructor(cents) { this.#cents = cents }
  get cents() { return this.#cents }
}

class Order { id = 'A-17' }

async function* chunks() { yield amount }

test('unread', async () => {
  await replayRun(async (_input, { step }) => {
    const refund = action('refund', async (value) => 'done')
    await refund({ order: new Order(), by: () => 1 })
    await refund(new Money(amount))
    await refund(new Map([['m', new Money(amount)]]))
    await refund(new Blob([String(amount)]).stream())
    await refund(chunks())
    await refund(Promise.resolve(amount))
    await refund({ [Symbol('amount')]: amount })
    await step('price', async () => new Money(amount))
    await action('convert', async () => new Money(amount), { replay: 'execute' })()
    return { total: new Money(amount) }
  })
})
`

test('what nobody can read of an argument or an output is named as not compared', async () => {
  const project = createProject({ 'unread.test.ts': UNREAD })
  const recorded = await project.vitest()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const { exitCode, output } = await project.vitest([], { CI: '1', AMOUNT: '1000' })
  expect(exitCode, output).toBe(0)
  const { opaque = [] } = project.report().runs[0]!.receipt
  expect(opaque.map(({ action, path, kind }) => `${kind} at ${path} of ${action}`).sort()).toEqual([
    'code at $[0].by of refund',
    'content at $[0] of refund',
    'private at $.total of final output',
    'private at $[0] of refund',
    'private at $[0][0][1] of refund',
    'private at $[0][Symbol(amount)] of refund',
    'private at output of convert',
    'private at output of price',
  ])
  expect(output).toMatch(/not compared: the content of \$\[0\] of refund;/)
  expect(output.replace(/\s+/g, ' ')).toContain(
    'output of price; private fields of a class, fields under symbols or',
  )
})

const ABORTED = `
import { test } from 'vitest'
import { action, replayRun } from 'vitest-replay'

test('aborted', async () => {
  await replayRun(async () => {
    const refund = action('refund', async (signal) => 'done')
    const controller = new AbortController()
    if (process.env.EARLY) controller.abort()
    await refund(controller.signal)
    controller.abort(new Error('no longer wanted'))
    await refund(controller.signal)
    return 'done'
  })
})
`

test('a signal that is aborted in place of one that is not is a divergence', async () => {
  const project = createProject({ 'aborted.test.ts': ABORTED })
  expect((await project.vitest()).exitCode).toBe(0)
  const replayed = await project.vitest([], { CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect((await project.vitest([], { CI: '1', EARLY: '1' })).exitCode).toBe(1)
  expect(project.report().runs[0]!.divergences).not.toEqual([])
})
