import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCassette } from '../../src/core/cassette/parse.ts'
import { bodyBytes } from '../../src/core/cassette/body.ts'
import { repository } from '../structure/source-files.ts'
import { launchChromium } from './chromium.ts'

const RECORDING = join(
  repository,
  'examples/support-agent/__cassettes__/support-agent.test.ts/refunds-an-order-that-arrived-broken.cassette.jsonl',
)
const text = readFileSync(RECORDING, 'utf8')

/** A page that mocks its services with a recording. */
const PAGE = `
  import { setupWorker } from 'msw/browser'
  import { fromCassette } from 'vitest-replay/msw'
  globalThis.start = async (text) => {
    globalThis.handlers = fromCassette(text)
    await setupWorker(...globalThis.handlers).start({ onUnhandledRequest: 'bypass', quiet: true })
  }
`

let server: Server

beforeAll(async () => {
  const bundle = await rolldown({
    cwd: repository,
    input: 'page.js',
    platform: 'browser',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page.js' ? join(repository, 'page.js') : null),
        load: (id) => (id.endsWith('page.js') ? PAGE : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
  const files: Record<string, string> = {
    '/': '<!doctype html><script type="module" src="/page.js"></script>',
    '/page.js': output[0].code,
    '/mockServiceWorker.js': readFileSync(
      join(
        dirname(createRequire(import.meta.url).resolve('msw/package.json')),
        'lib/mockServiceWorker.js',
      ),
      'utf8',
    ),
  }
  server = createServer(({ url }, response) => {
    const file = files[url!]
    response.writeHead(file ? 200 : 404, {
      'content-type': url === '/' ? 'text/html' : 'text/javascript',
    })
    response.end(file ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(() => void server.close())

test("a recording answers in a browser, through MSW's worker, and refuses what was not recorded", async () => {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.evaluate((recording) => (globalThis as never as Starts).start(recording), text)
    const [, call] = parseCassette(text).actions.filter(({ request }) => request)
    const ask = (body: string) =>
      page.evaluate(
        async ([url, sent]) => {
          const response = await fetch(url!, {
            method: 'POST',
            headers: { 'content-type': 'application/json', accept: 'application/json' },
            body: sent!,
          })
          return { status: response.status, text: await response.text() }
        },
        [call!.request!.url, body] as const,
      )
    const body = Buffer.from(bodyBytes(call!.request!.body)).toString()
    const refused = await ask(body.replace('gpt', 'gpd'))
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('$.model')
    const answer = Buffer.from(bodyBytes(call!.response!.body)).toString()
    expect(await ask(body)).toEqual({ status: 200, text: answer })
  } finally {
    await browser.close()
  }
})

interface Starts {
  start(recording: string): Promise<void>
}
