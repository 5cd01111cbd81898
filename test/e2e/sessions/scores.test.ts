import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

const CASSETTE = '__cassettes__/agent.test.ts/scored.cassette.jsonl'
const TEST = `
  import { expect, test } from 'vitest'
  import { replayRun } from 'vitest-replay'

  const agent = async ({ question }, { score }) => {
    const response = await fetch(process.env.SERVER_URL + '/' + question)
    score('reward', 0.2)
    score('reward', 0.8)
    return response.json()
  }
  test('scored', async () => {
    const run = await replayRun(agent, { input: { question: 'why', at: new Date(0) } })
    run.score('judge', 1)
    expect(run.scores).toEqual({ reward: 0.8, judge: 1 })
    expect(() => run.score('judge', Number.NaN)).toThrow(/a finite number/)
  })
  test('another run with its input', async () => {
    const inputs = []
    const run = await replayRun((input, context) => (inputs.push(input), agent(input, context)), {
      inputFrom: '${CASSETTE}',
    })
    expect(inputs[0]).toEqual({ question: 'why', at: new Date(0) })
    expect(run.output).toEqual({ url: '/why' })
  })
  test('no such input', async () => {
    await expect(replayRun(agent, { inputFrom: 'gone.cassette.jsonl' })).rejects.toThrow(
      /there is no cassette at .*gone/,
    )
    await expect(replayRun(agent, { inputFrom: '${CASSETTE}', input: 1 })).rejects.toThrow(
      /the option "input" is given as well/,
    )
  })
`

test('scores stand in the report, and a run takes the input of another', async () => {
  const server = await startServer(({ url }, response) => sendJson(response, { url }))
  const project = createProject({ 'agent.test.ts': TEST })
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)
  const replayed = await project.vitest([], { ...env, CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const scored = project.report().runs.find(({ name }) => name === 'scored')
  expect(scored!.scores).toEqual([
    { name: 'reward', value: 0.8 },
    { name: 'judge', value: 1 },
  ])
})
