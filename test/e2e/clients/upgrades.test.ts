import { expect } from 'vitest'
import { startWireServer } from '../../servers/wire-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const FILES = {
  'upgrades.test.ts': `
import http from 'node:http'
import { Client } from 'undici'
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'

const url = process.env.SERVER_URL
const echo = (socket) =>
  new Promise((resolve, reject) => {
    socket.on('data', (data) => resolve(String(data))).on('error', reject)
    socket.write('hello')
  })

const byHttp = () =>
  new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: 'echo' }
    http
      .get(url + '/upgrade', { headers })
      .on('upgrade', (answer, socket) => resolve(echo(socket)))
      .on('error', reject)
  })

const byUndici = async () => {
  const client = new Client(url)
  const { socket } = await client.upgrade({ path: '/upgrade', protocol: 'echo' })
  return echo(socket).finally(() => client.destroy())
}

const policy = process.env.RULE ? { [process.env.RULE]: 'pass' } : {}

test.each([['http', byHttp], ['undici', byUndici]])('%s', async (name, ask) => {
  const seen = []
  const agent = async () => {
    await fetch(url + '/cors').then((response) => response.text())
    const said = await ask()
    console.log('SAID', name, said)
    return said
  }
  await replayRun(agent, { policy })
})
`,
}

wholeTest(
  'a server that goes on with another protocol fails the recording, and may be let out',
  async () => {
    const server = await startWireServer()
    const project = createProject(FILES)
    const env = { SERVER_URL: server.url }
    const refused = await project.vitest([], env)
    expect(refused.exitCode).toBe(1)
    for (const name of ['http', 'undici'])
      expect(refused.output).toMatch(
        new RegExp(
          `Failed to record "${name}": the server of "GET .*/upgrade" went on with the protocol "echo"`,
        ),
      )
    expect(project.cassettes()).toEqual([])

    const rule = { RULE: /policy: \{ '(http .*)': 'pass' \}/.exec(refused.output)![1]! }
    const recorded = await project.vitest([], { ...env, ...rule })
    expect(recorded).toMatchObject({ exitCode: 0 })
    expect(project.cassettes()).toHaveLength(2)
    const replayed = await project.vitest([], { ...env, ...rule, CI: '1' })
    expect(replayed).toMatchObject({ exitCode: 0 })
    expect(replayed.output).toContain('SAID http hello')
    expect(replayed.output).toContain('SAID undici hello')
    await server.close()
  },
)
