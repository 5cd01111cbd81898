import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../../servers/model-server.ts'
import { startTlsServer } from '../../servers/tls-server.ts'
import { createProject, type Project } from '../run-project.ts'

const TOKEN = 'of-the-tunnel-0123456789'

/** A model that is reached with TLS and without, and a project whose processes ask it through a gateway. */
async function startGatewayProject() {
  const project = createProject('gateway')
  const reached: string[] = []
  const answer = chatCompletion({ role: 'assistant', content: 'as asked' })
  const plain = await startServer((request, response) => {
    reached.push(request.url)
    sendJson(response, answer)
  })
  const secure = await startTlsServer((request, response) => {
    reached.push(`tls ${request.url}`)
    sendJson(response, answer)
  })
  onTestFinished(async () => {
    await plain.close()
    await secure.close()
  })
  writeFileSync(join(project.root, 'ca.pem'), secure.certificate)
  const env = {
    OPENAI_BASE_URL: `${plain.url}/v1`,
    TLS_URL: `${secure.url}/v1`,
    // For the recording alone, which asks the server itself.
    NODE_EXTRA_CA_CERTS: join(project.root, 'ca.pem'),
    SSL_CERT_FILE: '',
    CURL_CA_BUNDLE: '',
  }
  return { project, reached, env }
}

const isThere = (program: string) => spawnSync(program, ['--version']).status === 0
const hasPrograms = process.platform === 'linux' && isThere('curl') && isThere('python3')
const cassettesOf = (project: Project) =>
  project
    .cassettes()
    .map((path) => project.read(path))
    .join('\n')

test('a gateway answers processes that the agent waits for, and looks into encrypted connections', async () => {
  const { project, reached, env } = await startGatewayProject()
  const all = { ...env, ...(hasPrograms ? { PROGRAMS: 'yes' } : {}) }
  const recorded = await project.vitest([], all)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const chat = '/v1/chat/completions'
  const secure = Array.from({ length: hasPrograms ? 4 : 2 }, () => `tls ${chat}`)
  expect(reached.splice(0)).toEqual([chat, chat, chat, chat, ...secure])
  expect(cassettesOf(project)).not.toContain(TOKEN)
  expect(cassettesOf(project)).toContain(`"url":"${env.TLS_URL}/chat/completions"`)

  const replayed = await project.vitest([], { ...all, CI: 'true' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  const totals = { matchRate: 1, live: 0, blocked: 0 }
  expect(project.report().totals).toMatchObject(totals)

  const changed = await project.vitest(['-t', 'processes that ask|by the proxy|the proxy'], {
    ...all,
    CI: 'true',
    TONE: 'kind',
  })
  expect(changed.exitCode).toBe(1)
  const paths = project
    .report()
    .runs.map(({ divergences }) => divergences.find((one) => one.firstCause)?.paths[0]?.path)
  expect(paths, changed.output).toEqual(['$.messages[0].content', '$.messages[0].content'])
  expect(reached).toEqual([])
})

test('a client that does not trust the gateway is refused by name', async () => {
  const { project, reached, env } = await startGatewayProject()
  const recorded = await project.vitest(['-t', 'trusts nobody'], { ...env, DISTRUST: 'yes' })
  expect(recorded.exitCode).toBe(1)
  const address = env.TLS_URL.slice('https://'.length, -'/v1'.length)
  expect(recorded.output).toContain(
    `The connection to ${address} has failed: its process does not trust the certificate authority of the gateway`,
  )
  expect(recorded.output).toContain(`policy: { 'tcp ${address}': 'pass' }`)
  expect(reached).toEqual([])
})
