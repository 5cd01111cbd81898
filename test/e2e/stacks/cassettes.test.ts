import { expect, onTestFinished, test } from 'vitest'
import { createProject, developmentStack, stack } from '../run-project.ts'
import { startAnswers } from './answers.ts'

const both = [
  {
    from: 'the development stack',
    to: 'the stack under test',
    record: developmentStack,
    replay: stack,
  },
  {
    from: 'the stack under test',
    to: 'the development stack',
    record: stack,
    replay: developmentStack,
  },
]

test.skipIf(stack === developmentStack).for(both)(
  'a cassette recorded on $from is replayed on $to',
  async ({ record, replay }) => {
    const server = await startAnswers()
    const recorder = createProject('stacks', onTestFinished, record)
    const recorded = await recorder.vitest([], { SERVER_URL: server.url })
    await server.close()
    expect(recorded.output).toMatch(/Tests +25 passed \(25\)/)

    const player = createProject('stacks', onTestFinished, replay)
    for (const cassette of recorder.cassettes()) player.write(cassette, recorder.read(cassette))
    const replayed = await player.vitest([], { SERVER_URL: server.url, CI: 'true' })
    expect(replayed.output).toMatch(/Tests +25 passed \(25\)/)
    expect(player.report().totals).toMatchObject({ passed: 29, matchRate: 1, live: 0, blocked: 0 })
  },
)
