import { expect, test } from 'vitest'
import { errorsOf, replayChanged } from './limits.ts'

test('ends a replay whose agent goes on for ever, however it calls', async () => {
  const { project, replayed, requests } = await replayChanged('runaway')
  expect(replayed.exitCode).toBe(1)
  expect(requests).toBe(0)
  expect(replayed.output).not.toContain('timed out')
  expect(replayed.output).not.toContain('Unhandled')
  expect(replayed.output).toContain('10 failed | 2 passed')

  const most: Record<string, RegExp> = {
    fetch: /http "POST \S+\/ask", 11 times/,
    'node:http': /http "POST \S+\/ask", 11 times/,
    tool: /tool "tools\.search", 11 times/,
    'sync tool': /tool "tools\.count", 11 times/,
    'executed tool': /tool "executed", 11 times/,
    step: /step "think", 11 times/,
    'step that waits': /step "think", 11 times/,
    socket: /http "connect tcp:\/\/db\.invalid:5432", 10 times/,
    'swallows it in the test too': /tool "tools\.search", 11 times/,
  }
  for (const [name, call] of Object.entries(most)) {
    const errors = errorsOf(replayed.output, name)
    expect(errors, name).toHaveLength(1)
    expect(errors[0]).toContain(
      'the agent ran away: after 1 recorded actions and 10 more (option "budget.extraActions") it still went on',
    )
    expect(errors[0]).toMatch(call)
  }
  const runs = new Map(project.report().runs.map((run) => [run.name, run]))
  for (const name of Object.keys(most)) {
    expect(runs.get(name)?.status).toBe('failed')
    expect(runs.get(name)?.actions).toHaveLength(11)
    expect(runs.get(name)?.error).toContain('the agent ran away')
  }
  expect(runs.get('a live tool')).toMatchObject({ status: 'failed', receipt: { live: 5 } })
  expect(runs.get('another run, meanwhile')).toMatchObject({ status: 'passed', matchRate: 1 })
  // Recording it again would go on at the user's cost.
  expect(replayed.output).toContain('Find out why it does not stop before you record it again')
})
