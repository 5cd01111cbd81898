import { expect, test } from 'vitest'
import { tableSize } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const FILE = `
  import { beforeAll, describe, expect, test } from 'vitest'
  import { action, replayRun } from 'vitest-replay'

  const A = 'sk-proj-FirstKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
  const B = 'sk-proj-OtherKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
  const C = 'sk-proj-ThirdKeyq1W2e3R4t5Y6u7I8o9P0a1S2d3F4'
  const give = action('give', async () => ({ a: A, b: B, password: 'hunter2', pin: '4711' }))
  const find = action('find', async (_value) => 'ok')
  const login = () => replayRun(() => give())

  test('passed on after another', async () => {
    const { output } = await login()
    await replayRun(async ({ key }) => { await find(C); await find(key) }, { input: { key: output.a } })
  })
  test('passed on in another order', async () => {
    const { output } = await login()
    await replayRun(async () => { await find(C); await find(output.b); await find(output.a); return [output.b] })
  })
  test('guessable', async () => {
    const { output } = await login()
    await replayRun(async () => { await find({ password: 'other1' }); await find({ password: output.password }); await find({ pin: output.pin }) })
  })
  test('at once', async () => {
    const one = async function one() { await find(A); await find(B); return (await give()).a }
    const two = async function two() { await find(B); await find(A); return (await give()).b }
    await Promise.all([replayRun(one, { cassette: 'one' }), replayRun(two, { cassette: 'two' })])
  })
  test('compared by the test, and printed', async () => {
    const { output } = await login()
    const second = await replayRun(async () => { await find(B); return (await give()).b })
    expect(second.output).toBe(output.b)
    expect(second.output).not.toBe(output.a)
    console.log('printed: ' + second.output + ', ' + B)
  })
  describe('around', () => {
    let given
    beforeAll(async () => { given = (await login()).output })
    test('given by a hook', () => replayRun(async () => { await find(C); await find(given.b); return given.a }))
  })
  test('printed before it is sent without a name', () => replayRun(async () => {
    console.log('token: q8Zr2Lw0Vb6Txc4N')
    await find('q8Zr2Lw0Vb6Txc4N')
  }))
`

test('a secret has one number in all runs of a test, so that what one gives the next is the same in a replay', async () => {
  const project = createProject({ 'runs.test.ts': FILE })
  const recorded = await project.vitest()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], { CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  for (const { output } of [recorded, replayed]) {
    expect(output).toContain('printed: <redacted:openai-key:2>, <redacted:openai-key:2>')
    expect(output).not.toContain('q8Zr2Lw0Vb6Txc4N')
  }
  if (tableSize({ sample: true, whole: false })) return
  const before = project.cassettes().map((path) => project.read(path))
  expect(await project.vitest([], { VITEST_REPLAY: 'all' })).toMatchObject({ exitCode: 0 })
  expect(project.cassettes().map((path) => project.read(path))).toEqual(before)
})
