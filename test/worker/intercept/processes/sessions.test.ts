import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openProcesses } from './open-processes.ts'

/** A server that repeats what it is told, asks its client in between, and counts its calls. */
const SERVER = `
  let calls = 0
  const say = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }))
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, method, params, result } = JSON.parse(line)
    if (method === 'open') say({ id, result: {} })
    if (method === 'ask') say({ id: 'of the server', method: 'sample', params: { call: id } })
    if (method === 'tell') {
      say({ method: 'progress', params: { calls: ++calls } })
      say({ id, result: { word: params.word } })
    }
    if (result) say({ id: result.call, result: { answered: true } })
  })
`

/** One session: it sends each word, and collects what the server says. */
async function converse(words: string[]): Promise<unknown[]> {
  const server = spawn(process.execPath, ['-e', SERVER])
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
  const got: unknown[] = []
  const send = (message: object) =>
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const hear = async () => {
    const message = JSON.parse(String((await lines.next()).value)) as {
      id?: unknown
      method?: string
    }
    got.push(message)
    return message
  }
  send({ id: 0, method: 'open' })
  await hear()
  for (const [index, word] of words.entries()) {
    send({ id: index + 1, method: word === 'ask' ? 'ask' : 'tell', params: { word } })
    for (;;) {
      const message = await hear()
      if (message.method === 'sample') send({ id: message.id, result: { call: index + 1 } })
      else if (message.id === index + 1) break
    }
  }
  server.stdin.end()
  const [code] = (await once(server, 'exit')) as unknown[]
  return [...got, code]
}

test('sessions with one server are told apart, and answered message by message', async () => {
  const processes = openProcesses()
  const act = (words: string[][]) => async () => {
    const said: unknown[] = []
    for (const each of words) said.push(await converse(each))
    return said
  }
  const real = await processes.record(act([['one', 'ask'], ['two']]))
  const replayed = await processes.replay(act([['one', 'ask'], ['two']]))
  expect(replayed.result).toEqual(real)
  expect(replayed.started).toEqual([])
  expect(replayed.treatments).toEqual(['equal', 'equal'])

  const changed = await processes.replay(
    act([
      ['one', 'ask'],
      ['zwei', 'drei'],
    ]),
  )
  expect(changed.treatments).toEqual(['equal', 'mismatched'])
  const refused = /no recorded \\"tell\\" of this server is left/
  expect(JSON.stringify(changed.result)).toMatch(refused)
})
