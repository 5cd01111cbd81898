import { expect, test } from 'vitest'
import { chatCompletion, sendJson, startServer } from '../servers/model-server.ts'
import { createProject, type Project } from './run-project.ts'

const INTRO = `# What a failing replay says

One message for each kind of change. A test writes this page: it records the agent of
[\`fixtures/projects/messages\`](../fixtures/projects/messages), changes one thing about it, replays it with the network closed, and
keeps what \`replayRun\` threw. Every message has three parts: what happened, with the first cause and its place; the evidence; what to
do. What follows from the first cause is a count; all of it is in the report.
`

test('each kind of change has a message that a person reads in ten seconds', async () => {
  const project = createProject('messages')
  const server = await startServer((request, response) => {
    const { messages } = JSON.parse(request.body) as { messages: unknown[] }
    sendJson(response, chatCompletion({ content: `Answer to ${messages.length} messages.` }))
  })
  const env = { MODEL_URL: server.url }
  const recorded = await project.vitest([], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  recordedWithOlderSdk(project)
  const replayed = await project.vitest([], { ...env, CI: 'true', CHANGED: '1' })
  await server.close()

  const messages = messagesOf(replayed.output)
  const port = new URL(server.url).port
  const page = [...messages].map(([name, text]) => {
    expect(text.split('\n').length, name).toBeLessThanOrEqual(45)
    return `## ${capital(name)}\n\n\`\`\`text\n${settled(text).replaceAll(port, '8080')}\n\`\`\`\n`
  })
  expect(messages.size).toBe(16)
  await expect(`${INTRO}\n${page.join('\n')}`).toMatchFileSnapshot('../../.github/messages.md')
})

/** As if another version of the SDK had been installed when it was recorded. */
function recordedWithOlderSdk(project: Project): void {
  const path = project.cassettes().find((cassette) => cassette.includes('an-upgraded-sdk'))!
  const [header, ...lines] = project.read(path).split('\n')
  const { environment, ...rest } = JSON.parse(header!) as { environment: { packages: object } }
  const packages = { ...environment.packages, openai: '4.104.0' }
  project.write(
    path,
    [JSON.stringify({ ...rest, environment: { ...environment, packages } }), ...lines].join('\n'),
  )
}

/** The error of each test by the test's name, as Vitest prints it before the stack. */
function messagesOf(output: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const block of output.split(/^ FAIL {2}/m).slice(1)) {
    const [title, ...lines] = block.split('\n')
    const end = lines.findIndex((line) => line.startsWith(' \u276f '))
    const name = title!.split(' > ').at(-1)!
    found.set(
      name,
      lines
        .slice(0, end)
        .join('\n')
        .replace(/^\w+: /, '')
        .trimEnd(),
    )
  }
  return found
}

/** Which version is installed is not the point. */
function settled(text: string): string {
  return text.replace(/(openai 4\.104\.0 -> )[\d.]+/, '$16.0.0')
}

function capital(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`
}
