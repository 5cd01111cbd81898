import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ReplayReport } from '../../../src/report.ts'
import { unpackContents } from '../../../src/report.ts'
import { referenceKey } from '../../../src/core/report/contents/contents.ts'
import { startServer } from '../../servers/model-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject } from '../run-project.ts'

const config = (report: string) => `
import { defineConfig } from 'vitest/config'
import { replay } from 'vitest-replay/plugin'
export default defineConfig({ plugins: [replay({ report: ${report} })] })
`

const TEST = `
import { test } from 'vitest'
import { replayRun } from 'vitest-replay'
test('reads a large file', async () => {
  await replayRun(async () => {
    const response = await fetch(process.env.FILE_URL + '/file', { method: 'POST', body: 'x'.repeat(1_500_000) })
    return (await response.arrayBuffer()).byteLength
  })
})
`

const BYTES = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * at) % 251))

const idsIn = (page: string) =>
  [...page.matchAll(/id="vitest-replay-([\w-]+)"/g)].map(([, id]) => id)

/** The names of the files of large bodies: the keys of their contents. */
const filesOf = ({ runs }: ReplayReport) =>
  runs[0]!.actions[0]!.omitted!.map(({ content }) => `file-${referenceKey(content!.text)}`)

const contentOf = ({ contents, runs }: ReplayReport) =>
  runs[0]!.actions[0]!.omitted!.map(({ part, bytes, contentType, content }) => ({
    part,
    bytes,
    contentType,
    encoding: content?.encoding,
    text: content && unpackContents(content.text, contents),
  }))

wholeTest(
  'large bodies are in the report once, recorded or replayed, and in files beside the page where that is wanted',
  async () => {
    const project = createProject({
      'vitest.config.ts': config("{ html: 'folder' }"),
      'file.test.mjs': TEST,
    })
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' })
      response.end(BYTES)
    })
    const recorded = await project.vitest([], { FILE_URL: server.url })
    await server.close()
    expect(recorded.exitCode, recorded.output).toBe(0)
    const expected = [
      {
        part: 'inputs',
        bytes: 1_500_000,
        contentType: expect.stringContaining('text/plain') as string,
        encoding: 'text',
        text: 'x'.repeat(1_500_000),
      },
      {
        part: 'outputs',
        bytes: 3_000_000,
        contentType: 'image/png',
        encoding: 'base64',
        text: BYTES.toString('base64'),
      },
    ]
    expect(contentOf(project.report())).toEqual(expected)

    const replayed = await project.vitest([], { FILE_URL: server.url, CI: 'true' })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(contentOf(project.report())).toEqual(expected)
    const page = project.read('.vitest-replay/report.html')
    // Beside what every page holds: this report, without its bodies.
    const empty = project.read('node_modules/vitest-replay/dist/page/index.html')
    expect(page.length - empty.length).toBeLessThan(20_000)
    expect(idsIn(page)).toEqual(['data', 'places'])
    const names = readdirSync(join(project.root, '.vitest-replay/report')).sort()
    const files = filesOf(project.report())
    expect(new Set(files).size).toBe(2)
    expect(names.map((name) => name.replace(/-[\w-]{22}\.html$/, ''))).toEqual([...files, 'part-0'])

    project.write('vitest.config.ts', config('{}'))
    await project.vitest([], { FILE_URL: server.url, CI: 'true' })
    expect(project.exists('.vitest-replay/report')).toBe(false)
    expect(idsIn(project.read('.vitest-replay/report.html'))).toEqual([
      'data',
      ...filesOf(project.report()),
    ])
  },
)
