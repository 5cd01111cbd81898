import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'

function findObstacle(): string | undefined {
  try {
    execFileSync('python3', ['--version'], { stdio: 'pipe' })
    return undefined
  } catch {
    return 'python3 is not installed here, so no agent in Python can be run'
  }
}

/** A model and a shop on one server; each counts what it was asked. */
async function startServices() {
  const asked: string[] = []
  const server = await startServer((request, response) => {
    asked.push(request.url!)
    if (request.url!.startsWith('/orders')) return sendJson(response, 'order 7')
    const message = { role: 'assistant', content: `a patch, the ${asked.length}th` }
    const choices = [{ index: 0, message, finish_reason: 'stop' }]
    sendJson(response, {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'gpt-4o-mini',
      choices,
    })
  })
  return { ...server, asked }
}

wholeTest(
  'agents that are programs are recorded and replayed through a gateway',
  async ({ skip }) => {
    const obstacle = findObstacle()
    if (obstacle !== undefined) skip(obstacle)
    const project = createProject('programs')
    const services = await startServices()
    const env = {
      OPENAI_BASE_URL: `${services.url}/v1`,
      OPENAI_API_KEY: 'sk-only-for-recording-0123456789',
      SHOP_URL: services.url,
    }
    const recorded = await project.vitest([], env)
    expect(recorded.exitCode, recorded.output).toBe(0)
    const chat = '/v1/chat/completions'
    expect(services.asked.splice(0).sort()).toEqual(['/orders/7', chat, chat, chat])
    expect(recorded.output).toContain('through a gateway')
    const text = project
      .cassettes()
      .map((path) => project.read(path))
      .join('')
    expect(text).not.toContain('only-for-recording')

    // Without a key, and with nobody who would answer.
    const { OPENAI_API_KEY: _key, ...keyless } = env
    const replayed = await project.vitest([], { ...keyless, CI: 'true' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(project.report().totals).toMatchObject({ matchRate: 1, live: 0, actions: 4 })

    const changes = { TONE: 'kind', FAILS: 'yes' }
    const failed = await project.vitest([], { ...env, ...changes })
    await services.close()
    expect(failed.output).toMatch(/First cause: .*system prompt/)
    expect(failed.exitCode).toBe(1)
    for (const part of [
      'Command failed: python3 runner.py ended with exit code 2',
      'ValueError: no such file',
      'exit code: 2',
      'artefact patch.diff:',
      'to reproduce it: python3 runner.py',
    ])
      expect(failed.output).toContain(part)
    expect(services.asked.splice(0)).toEqual([chat])
  },
)
