import { beforeAll, expect, test } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../servers/model-server.ts'
import { createProject, type Project } from './run-project.ts'

let removals: Array<() => void> = []
let recording: Project
beforeAll(async () => {
  recording = await record()
  return () => removals.forEach((remove) => remove())
})

function recorded(): { project: Project; cassette: string } {
  const project = recording.copy()
  return { project, cassette: project.cassettes()[0]! }
}

async function record(): Promise<Project> {
  const files = {
    'weather.test.ts': `
      import { beforeAll, expect, test } from 'vitest'
      import { replayRun } from 'vitest-replay'
      test('tells the weather', async () => {
        await replayRun(async () => {
          const response = await fetch(process.env.MODEL_URL + '/v1/chat/completions', {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: 'Bearer abcdefghijklmnop' },
            body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'weather?' }] }),
          })
          return (await response.json()).choices[0].message.content
        })
      })
    `,
  }
  const project = createProject(files, (remove) => removals.push(remove))
  const server = await startServer((_, response) =>
    sendJson(response, chatCompletion({ content: 'sunny \u001b[31m' })),
  )
  const result = await project.vitest([], { MODEL_URL: server.url })
  await server.close()
  expect(result.exitCode, result.output).toBe(0)
  expect(result.output).toContain('First recording in this project')
  return project
}

test('show prints a run for people and for programs, and obeys nothing that a model wrote', async () => {
  const { project, cassette } = recorded()
  const [shown, json] = await project.commands([
    ['show', cassette],
    ['show', cassette, '--json'],
  ])
  expect(shown!.exitCode).toBe(0)
  expect(shown!.output).toContain('> user: weather?')
  expect(shown!.output).toContain('< sunny \\u001b[31m')
  expect(shown!.output).toMatch(/success, verified: 1 action .* for \$0\.0001/)

  expect(JSON.parse(json!.output)).toMatchObject({
    header: { name: 'tells the weather' },
    end: { verified: true },
  })
  expect(project.read(cassette)).not.toContain('abcdefghijklmnop')
})

test('check passes a good folder, and names what is wrong with a bad one', async () => {
  const { project, cassette } = recorded()
  const good = await project.command(['check'])
  expect(good.exitCode).toBe(0)
  expect(good.output).toMatchInlineSnapshot(`
    "__cassettes__/weather.test.ts/tells-the-weather.cassette.jsonl
      notice: 2 low, for new recordings only; see --json
      notice: predicted determinism 100 of 100, by this file alone; toBeDeterministic measures it
    1 cassette, 0 errors, 0 warnings, 2 notices
    "
  `)

  const key = `sk-${'a1B2'.repeat(12)}`
  const lines = project.read(cassette).split('\n')
  project.write(
    '__cassettes__/gone.test.ts/a.cassette.jsonl',
    lines.join('\n').replaceAll('sunny', key),
  )
  project.write('__cassettes__/weather.test.ts/b.cassette.jsonl', `${lines[0]}\n`)
  project.write(
    '__cassettes__/weather.test.ts/c.cassette.jsonl',
    `${lines[0]}\n{"kind":"action"}\n`,
  )
  const unanswered = lines.map((line) => line.replace(/"response":\{.*\},("start")/, '$1'))
  project.write('__cassettes__/weather.test.ts/d.cassette.jsonl', unanswered.join('\n'))
  const bad = await project.command(['check'])
  expect(bad.exitCode).toBe(1)
  expect(bad.output).toContain('has no response and no error: nothing answers it')
  expect(bad.output).toContain('contains a possible secret (openai-key)')
  expect(bad.output).not.toContain(key)
  expect(bad.output).toContain('no test uses it: <root>/gone.test.ts is gone')
  expect(bad.output).toContain('interrupted after 0 actions')
  expect(bad.output).toContain('line 2, field "')
  expect(bad.output).toContain('the last test run of its file did not use it')
  expect(bad.output).toContain('5 cassettes, 9 errors, 2 warnings')
})

test('check tells what another run would ask otherwise, and fails for none of it', async () => {
  const { project, cassette } = recorded()
  const recordedAt = /"recordedAt":"([^"]+)"/.exec(project.read(cassette))![1]!
  project.write(
    cassette,
    project.read(cassette).replaceAll('weather?', `weather at ${recordedAt}?`),
  )

  const [printed, json] = await project.commands([['check'], ['check', '--json']])
  const { exitCode, output } = printed!
  expect(exitCode).toBe(0)
  expect(output).toContain(`the time of the recording: every run sends another`)
  expect(output).toContain('Pass the time in with the input')
  expect(output).toMatch(/predicted determinism \d\d of 100/)

  const { determinism } = JSON.parse(json!.output)
  expect(determinism).toHaveLength(1)
  const found = determinism[0].findings.find((one: { type: string }) => one.type === 'timestamp')
  expect(found).toMatchObject({
    severity: 'high',
    cause: 'clock',
    values: { recorded: recordedAt },
  })
  expect(found.recommendation.after).toContain('input.now')
})

test('wrong usage and unreadable input end with 2 and say what to do', async () => {
  const project = createProject({})
  const wrong = [
    [],
    ['nope'],
    ['recrod'],
    ['shwo'],
    ['show'],
    ['show', 'missing.jsonl'],
    ['show', '--nope'],
    ['check', 'missing'],
    ['check', '--enable', 'nope'],
  ]
  const outputs: Record<string, string> = {}
  for (const [at, { exitCode, output }] of (await project.commands(wrong)).entries()) {
    const words = wrong[at]!.join(' ')
    expect(exitCode, words).toBe(2)
    outputs[words] = output.split('\n')[0]!
  }
  expect(outputs).toMatchInlineSnapshot(`
    {
      "": "vitest-replay: replay-based regression testing for AI agents",
      "check --enable nope": "vitest-replay check: --enable takes one of timestamp, random, uuid, ordering, chunking, timezone, locale, environment, floating_point, api_variability, external_state, unknown, not "nope"",
      "check missing": "[vitest-replay] Failed to check <root>/missing: it is not a folder. Pass the folder of a project, or none to check the present one",
      "nope": "vitest-replay: unknown command "nope".",
      "recrod": "vitest-replay: unknown command "recrod".",
      "show": "vitest-replay show: name the cassette or the run to show",
      "show --nope": "vitest-replay show: there is no option --nope; it takes --json, --full, --diagnose, --against",
      "show missing.jsonl": "[vitest-replay] Failed to read missing.jsonl: there is no such file. Pass the path of a .cassette.jsonl file; they are in __cassettes__ beside the tests",
      "shwo": "vitest-replay: unknown command "shwo". Did you mean show? vitest-replay show --help shows its options.",
    }
  `)
  const [version] = await project.commands([['--version']])
  expect([version!.exitCode, version!.output]).toEqual([
    0,
    expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  ])
  const helps = [['--help'], ['show', '--help'], ['check', '--help']]
  for (const { exitCode, output } of await project.commands(helps)) {
    expect(exitCode).toBe(0)
    expect(output).toContain('Usage: vitest-replay')
  }
})
