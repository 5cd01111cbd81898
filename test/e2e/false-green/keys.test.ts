import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sendJson, startServer } from '../../servers/model-server.ts'
import { createProject } from '../run-project.ts'
import { countRows } from './count-rows.ts'

const KEYS = `
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'

const url = process.env.SERVER_URL
const isChanged = process.env.CHANGED !== undefined
const [one, two] = ['9fK2vLq8ZtXw3RbN7mYc5HdJ1gPs6TuE', '4dR7nQx2WvGy8KpL5bZm1CfS9hJt3AuV']
/** The forms of keys, put together here so that no scanner takes them for real ones. */
const FORMS: Record<string, (drawn: string) => string> = {
  plain: (drawn) => drawn,
  openai: (drawn) => ['sk', drawn].join('-'),
  project: (drawn) => ['sk', 'proj', drawn + drawn].join('-'),
  anthropic: (drawn) => ['sk', 'ant', 'api03', drawn].join('-'),
  github: (drawn) => ['ghp', drawn + '2x4A'].join('_'),
  slack: (drawn) => ['xoxb', '123456789012', '1234567890123', drawn.slice(0, 24)].join('-'),
  stripe: (drawn) => ['sk', 'live', drawn.slice(0, 24)].join('_'),
}

async function call(path: string, key: string, header = 'authorization'): Promise<void> {
  const value = header === 'authorization' ? 'Bearer ' + key : key
  await fetch(url + path, { method: 'POST', headers: { [header]: value }, body: '{}' })
}

for (const [name, form] of Object.entries(FORMS))
  for (const header of ['authorization', 'x-api-key']) {
    test('the first key again: ' + name + ' in ' + header, async () => {
      await replayRun(async () => {
        await call('/a', form(one), header)
        await call('/b', form(isChanged ? one : two), header)
      })
    })
    test('both keys swapped: ' + name + ' in ' + header, async () => {
      await replayRun(async () => {
        await call('/a', form(isChanged ? two : one), header)
        await call('/b', form(isChanged ? one : two), header)
      })
    })
  }

test('the token of another answer', async () => {
  await replayRun(async () => {
    const token = async () =>
      ((await (await fetch(url + '/token')).json()) as { access_token: string }).access_token
    const [first, second] = [await token(), await token()]
    await call('/a', isChanged ? second : first)
    await call('/b', isChanged ? first : second)
  })
})

test('named: a single key', async () => {
  await replayRun(() => call('/a', FORMS.openai!(isChanged ? two : one)))
})
`

test('the key of another account in a header is reported, whatever its form and wherever it comes from', async () => {
  const project = createProject({ 'keys.test.ts': KEYS })
  const server = await startServer(({ url }, response) => {
    const drawn = { access_token: `tok-${randomBytes(20).toString('hex')}` }
    sendJson(response, url === '/token' ? drawn : {})
  })
  const env = { SERVER_URL: server.url }
  const recorded = await project.vitest([], env)
  await server.close()
  expect(recorded.exitCode, recorded.output).toBe(0)

  const same = await project.vitest([], { ...env, CI: '1' })
  expect(same.exitCode, same.output).toBe(0)
  await project.vitest([], { ...env, CI: '1', CHANGED: 'yes' })
  const { runs } = project.report()
  const rows = runs.filter(({ name }) => !name.startsWith('named: '))
  const wrong = rows.filter(({ status }) => status !== 'failed').map(({ name }) => name)
  countRows({ table: 'changes', kind: 'keys of accounts', rows: rows.length, wrong })
  expect(rows).toHaveLength(29)
  expect(wrong).toEqual([])
  const single = runs.find(({ name }) => name === 'named: a single key')!
  expect(single.receipt.notCompared).toEqual([{ header: 'authorization', reason: 'account' }])
})
