import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { buildAction, buildReport, buildRun } from '../../report/build-report.ts'
import { createProject, type Project } from '../run-project.ts'

const bin = 'node_modules/vitest-replay/dist/bin.js'

function reportedProject(): Project {
  const project = createProject({})
  const contents = { t1: 'a long prompt' }
  const run = buildRun({
    name: '=1+1',
    actions: [buildAction({ inputs: { prompt: { $ref: 't1' } } })],
  })
  project.write('.vitest-replay/report.json', JSON.stringify(buildReport([run], contents)))
  project.write('.vitest-replay/report.html', '<!doctype html><title>the page</title>')
  return project
}

function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; body: string; headers: object }>((resolve, reject) => {
    request(url, { headers, method }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (piece) => (body += piece))
      response.on('end', () =>
        resolve({ status: response.statusCode!, body, headers: response.headers }),
      )
    })
      .on('error', reject)
      .end()
  })
}

async function serve(project: Project, ...folders: string[]): Promise<URL> {
  const child = spawn(process.execPath, [bin, 'report', 'serve', ...folders], { cwd: project.root })
  onTestFinished(async () => {
    child.kill()
    await once(child, 'exit')
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return new URL(line.toString().trim())
}

test('export prints runs and actions for spreadsheets and programs', async () => {
  const project = reportedProject()
  const printed = await project.commands(
    [
      ['--format', 'csv'],
      ['--format', 'json', '--of', 'actions'],
      ['.vitest-replay/report.json', '--format=jsonl', '--of=actions', '--contents'],
      ['--format', 'jsonl', '--out', 'runs.jsonl'],
    ].map((args) => ['report', 'export', ...args]),
  )
  expect(printed.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0])
  const [csv, ofActions, lines, quiet] = printed.map(({ output }) => output) as [
    string,
    string,
    string,
    string,
  ]
  expect(csv.split('\r\n')).toHaveLength(3)
  expect(csv.split('\r\n')[1]).toMatch(/^r-1,'=1\+1,,a\.test\.ts,/)
  expect(JSON.parse(ofActions)).toEqual([
    expect.objectContaining({ run: '=1+1', model: 'gpt-4o', costUsd: 0.0041 }),
  ])
  expect(JSON.parse(lines)).toMatchObject({ inputs: { prompt: 'a long prompt' } })
  expect(quiet).toBe('')
  expect(JSON.parse(project.read('runs.jsonl'))).toMatchObject({ runId: 'r-1', matchRate: 1 })
})

test('serve answers nobody without the token, under another name, or for another page', async () => {
  const project = reportedProject()
  const link = await serve(project)
  expect(link.hostname).toBe('127.0.0.1')
  expect(link.pathname.length).toBeGreaterThan(30)

  const list = await get(link.href)
  expect(list.status).toBe(200)
  const page = /href="([^"]*report\.html)"/.exec(list.body)![1]!
  expect(await get(new URL(page, link).href)).toMatchObject({
    status: 200,
    body: '<!doctype html><title>the page</title>',
    headers: { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
  })
  const own = { host: link.host, origin: link.origin }
  expect(await get(`${link.href}0/report.json`, own)).toMatchObject({ status: 200 })

  const status = async (url: string, headers?: Record<string, string>, method?: string) =>
    (await get(url, headers, method)).status
  expect(await status(link.origin)).toBe(403)
  expect(await status(`${link.origin}/guess/0/report.json`)).toBe(403)
  expect(await status(link.href, { host: 'evil.example' })).toBe(403)
  expect(await status(link.href, { host: `evil.example:${link.port}` })).toBe(403)
  expect(await status(link.href, { origin: 'https://evil.example' })).toBe(403)
  expect(await status(link.href, { origin: 'null' })).toBe(403)
  expect(await status(link.href, {}, 'POST')).toBe(405)
  for (const path of [
    '0/../../package.json',
    '0/..%2f..%2fpackage.json',
    '0/report.html.bak',
    '1/report.json',
    '0/constructor',
    '0/report.json/x',
  ])
    expect(await status(`${link.href}${path}`), path).toBeGreaterThanOrEqual(403)
})

test('serve takes several reports', async () => {
  const project = reportedProject()
  project.write('other/.vitest-replay/report.json', JSON.stringify(buildReport([])))
  const link = await serve(project, '.', 'other/.vitest-replay')
  const { body } = await get(`${link.href}1/report.json`)
  expect(JSON.parse(body)).toEqual(buildReport([]))
})

test('open prints the path where there is no browser', async () => {
  const project = reportedProject()
  const { output, exitCode } = await project.command(['report', 'open'], { CI: 'true' })
  expect(output).toBe('<root>/.vitest-replay/report.html\n')
  expect(exitCode).toBe(0)
})

test('open uses what the platform has', async () => {
  if (process.platform !== 'linux') return
  const project = reportedProject()
  project.write('bin/xdg-open', '#!/bin/sh\necho "$1" > opened.tmp; mv opened.tmp opened\n')
  const env = { DISPLAY: ':0', PATH: `${project.root}/bin:${process.env['PATH']}` }
  await project.run(['chmod', '+x', 'bin/xdg-open'])
  const { output } = await project.command(['report', 'open'], env)
  expect(output).toBe('')
  await expect.poll(() => project.exists('opened')).toBe(true)
  expect(project.read('opened')).toBe(`${project.root}/.vitest-replay/report.html\n`)
  const none = await project.command(['report', 'open'], { ...env, PATH: '/nowhere' })
  expect(none.output).toBe('<root>/.vitest-replay/report.html\n')
})

test('wrong usage and unreadable reports end with 2 and say what to do', async () => {
  const project = createProject({
    'corrupt/report.json': '{"version":1,"runs":',
    'newer/report.json': '{"version":2}',
    'wrong/report.json': JSON.stringify({ ...buildReport([]), totals: null }),
    'circle/report.json': JSON.stringify(
      buildReport([buildRun({ actions: [buildAction({ inputs: { $ref: 'a' } })] })], {
        a: { $ref: 'a' },
      }),
    ),
  })
  const contents = ['--format=json', '--of=actions', '--contents']
  const calls = [
    [],
    ['nope'],
    ['open'],
    ['serve', '--port=99999'],
    ['export'],
    ['export', '--format=xml'],
    ['export', '--format=csv', '--contents'],
    ['export', 'corrupt', '--format=csv'],
    ['export', 'newer', '--format=csv'],
    ['export', 'wrong', '--format=csv'],
    ['export', 'circle', ...contents],
  ]
  const outputs: Record<string, string> = {}
  const results = await project.commands(calls.map((args) => ['report', ...args]))
  for (const [at, { exitCode, output }] of results.entries()) {
    expect(exitCode, output).toBe(2)
    outputs[calls[at]!.join(' ')] = output
      .split('\n')
      .find((line) => line.includes('vitest-replay'))!
  }
  expect(outputs).toMatchInlineSnapshot(`
    {
      "": "vitest-replay report: name an action: open, serve or export",
      "export": "vitest-replay report: --format is missing: it takes one of csv, json, jsonl",
      "export --format=csv --contents": "vitest-replay report: --contents needs --of actions, and --format json or jsonl",
      "export --format=xml": "vitest-replay report: --format takes one of csv, json, jsonl, not "xml"",
      "export circle --format=json --of=actions --contents": "[vitest-replay] Failed to read the contents of the report: the contents "a" refer to themselves. Run the tests again to write a new report",
      "export corrupt --format=csv": "[vitest-replay] Failed to read the report <root>/corrupt/report.json: it is not JSON (Unexpected end of JSON input). Run the tests again to write it anew",
      "export newer --format=csv": "[vitest-replay] Failed to read the report <root>/newer/report.json: it has version 2, and this vitest-replay knows 1. Upgrade vitest-replay",
      "export wrong --format=csv": "[vitest-replay] Failed to read the report <root>/wrong/report.json: totals: Invalid input: expected object, received null. It is not a report of this version of vitest-replay; run the tests again",
      "nope": "vitest-replay report: unknown action "nope"",
      "open": "[vitest-replay] Failed to find a report in .: there is no report.json. Run the tests first (vitest run); they write .vitest-replay/report.json",
      "serve --port=99999": "vitest-replay report: --port takes a whole number from 0 to 65535, not "99999"",
    }
  `)
})
