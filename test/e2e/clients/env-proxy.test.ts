import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startForwardProxy } from '../../servers/forward-proxy.ts'
import { startWireServer } from '../../servers/wire-server.ts'
import { createProject, stack } from '../run-project.ts'

const node = execFileSync(stack.node, ['--version'], { encoding: 'utf8' })
const hasEnvironmentProxy = Number(/v(\d+)/.exec(node)![1]) >= 24

test.runIf(hasEnvironmentProxy)(
  'a request through the proxy of the environment is recorded, and replayed without it',
  async () => {
    const project = createProject('clients')
    const server = await startWireServer()
    const proxy = await startForwardProxy()
    const env = {
      SERVER_URL: server.url,
      PROXY_URL: proxy.url,
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: proxy.url,
      http_proxy: proxy.url,
      NO_PROXY: '',
    }
    const run = async (phase: string, more: Record<string, string> = {}) => {
      const before = proxy.asked.length
      const vitest = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', 'env-proxy.test']
      await project.run(vitest, { ...env, ...more, PHASE: phase })
      const [file] = readdirSync(join(project.root, 'results')).filter((name) =>
        name.startsWith(`${phase}-`),
      )
      const rows = JSON.parse(project.read(`results/${file}`)) as Record<
        string,
        { outcome: unknown; failed?: string }
      >
      return { rows, asked: proxy.asked.slice(before).sort() }
    }
    const bare = await run('bare')
    const recorded = await run('record')
    expect(recorded).toEqual(bare)
    expect(bare.asked).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^CONNECT 127/),
        expect.stringMatching(/^GET http:.*node-http/),
        expect.stringMatching(/^POST http:.*node-http-POST/),
      ]),
    )
    await server.close()
    await proxy.close()
    const replayed = await run('replay', { CI: '1' })
    expect(replayed).toEqual({ rows: bare.rows, asked: [] })
  },
)
