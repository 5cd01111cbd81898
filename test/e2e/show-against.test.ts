import { expect } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../servers/model-server.ts'
import { wholeTest } from '../table-size.ts'
import { createProject } from './run-project.ts'

const pathOf = (name: string) => `__cassettes__/messages.test.ts/${name}.cassette.jsonl`

wholeTest('show --against puts a replay beside its recording, position by position', async () => {
  const project = createProject('messages')
  const server = await startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as { messages: unknown[] }
    sendJson(response, chatCompletion({ content: `Answer \u001b[31m${messages.length}` }))
  })
  const env = { MODEL_URL: server.url, VITEST_REPLAY: 'once' }
  const only = ['-t', '^(the system prompt|a call less)$']
  expect((await project.vitest(only, env)).exitCode).toBe(0)
  await server.close()
  await project.vitest(only, { ...env, CI: 'true', CHANGED: '1' })
  const show = (name: string, against: string) =>
    project.command(['show', pathOf(name), '--against', against])

  const changed = await show('the-system-prompt', '.vitest-replay/report.json')
  expect(changed.exitCode, changed.output).toBe(0)
  expect(changed.output.replace(/recorded \d{4}-\d\d-\d\d/, 'recorded <a date>'))
    .toMatchInlineSnapshot(`
    "the system prompt
      failed, match rate 0.5, 6 positions, 3 divergences
      = same   ! first cause   ~ follows from one   - missing   + extra

      recorded <a date>                              replayed (the-system-prompt-857ea32f)
      [0] llm chat gpt-4.1-mini                      ! [0] llm chat gpt-4.1-mini  desk.ts:39
          > {"role":"user","content":"My order A-...       mismatched, answered by it
          < {"text":"Answer \\u001b[31m2","toolCal...
          First cause: the system prompt changed
            at position 1 of 6, action 0 (chat gpt-4.1-mini), desk.ts:39
              $.messages[0].content
                Look up the order before you decide anything.
              - Refund in full when the policy allows it.
              + Offer a voucher when the policy allows it.
            2 later positions follow from it
      [1] tool findOrder                             = [1] tool findOrder  desk.ts:78
          > [{"id":"A-17"}]                                answered from the recording
          < {"id":"A-17","state":"delivered","pri...
      [2] tool findPolicy                            = [2] tool findPolicy  desk.ts:78
          > [{"reason":"broken"}]                          answered from the recording
          < {"reason":"broken","refund":"full"}
      [3] llm chat gpt-4.1-mini                      ~ [3] llm chat gpt-4.1-mini  desk.ts:39
          > {"role":"user","content":"Found: [{\\"...       mismatched, answered by it
          < {"text":"Answer \\u001b[31m5","toolCal...
          follows from position 1
      [4] llm chat gpt-4.1-mini                      ~ [4] llm chat gpt-4.1-mini  desk.ts:39
          > {"role":"user","content":"And the cus...       mismatched, answered by it
          < {"text":"Answer \\u001b[31m7","toolCal...
          follows from position 1
      final output                                   = final output
    "
  `)
  const { runs } = project.report()
  const { runId } = runs.find(({ name }) => name === 'a call less')!
  const dropped = await show('a-call-less', `.vitest-replay/report.json#${runId}`)
  expect(dropped.output).toMatch(/\[2\] tool findPolicy +- \(not called\)/)
  expect(dropped.output).not.toContain('\u001b')

  const wrong = await show('a-call-less', '.vitest-replay/report.json#nothing')
  expect(wrong.exitCode).toBe(2)
  expect(wrong.output).toContain('Failed to find the run "nothing"')
  const missing = await show('a-call-less', 'nowhere/report.json')
  expect(missing.exitCode).toBe(2)
})
