import { randomBytes } from 'node:crypto'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCopy, findCassettes, forgetReport, readReport } from './demo-copy.mjs'
import { runVitest } from './demo-vitest.mjs'
import { dim, heading, say, verdict } from './demo-output.mjs'
import { startModelServer } from './model-server.mjs'

const help = `npm run demo -- [--keep]

Records an agent once against a model server on this machine, replays it with that server gone,
then changes one line of its prompt and shows what a replay says about it, and at last has the
agent read the clock and shows what that does to its determinism score.

  --keep   leave the copy it worked on, with the cassette and the reports
  --help   print this

Exits with 0 when all four steps behaved, 1 when one did not, 2 on unknown arguments.`

const options = { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
const { values } = readArguments()
if (values.help) {
  console.log(help)
  process.exit()
}

const copy = await createCopy().catch((error) => stop(error.message, 1))
const apiKey = `sk-demo-${randomBytes(16).toString('hex')}`
let failure
try {
  const openaiUrl = await record()
  await replay(openaiUrl)
  await replayWithChangedPrompt(openaiUrl)
  await measureDeterminism()
} catch (error) {
  failure = error
}
const kept = values.keep || failure
if (kept) say(dim(`\nThe copy: ${copy.folder}`))
else await copy.remove()
if (failure) stop(`The demo failed. ${failure.message}`, 1)
say(
  `\nAll four steps behaved as they should.${kept ? '' : dim(' Look inside: npm run demo -- --keep')}`,
)

async function record() {
  heading(1, 'Record: the agent runs live, once')
  const server = await startModelServer()
  try {
    say(
      dim(`A model server listens at ${server.url}. It refuses one request with 429, as they do.`),
    )
    const run = await test(server.url, { VITEST_REPLAY: 'once' })
    expectExit(run, 0, 'Recording')
    check(server.requests > 0, 'The recording never called the model server.')
    const cassettes = await findCassettes(copy.folder)
    check(cassettes.length === 1, `Recording left ${cassettes.length} cassettes instead of one.`)
    const text = await readFile(join(copy.folder, cassettes[0]), 'utf8')
    check(!text.includes(apiKey), `The API key is in ${cassettes[0]}.`)
    const size = (text.length / 1024).toFixed(1)
    verdict(`${server.requests} model requests; ${size} kB in ${cassettes[0]}, without the API key`)
    return server.url
  } finally {
    await server.close()
  }
}

async function replay(openaiUrl) {
  heading(2, 'Replay: the model server is gone')
  const run = await test(openaiUrl, { CI: 'true' })
  expectExit(run, 0, 'The replay')
  const { totals } = await readReport(copy.folder)
  check(totals.matchRate === 1, `The replay's match rate is ${totals.matchRate} instead of 1.`)
  check(totals.live === 0, `The replay let ${totals.live} calls through to the network.`)
  const seconds = (run.durationMs / 1000).toFixed(1)
  verdict(`match rate 1, ${totals.served} answers served, 0 live, in ${seconds} s`)
}

async function replayWithChangedPrompt(openaiUrl) {
  heading(3, 'Replay after one line of the prompt has changed')
  const prompt = join(copy.folder, 'src/prompt.ts')
  const changed = join(copy.folder, 'src/prompt.changed.ts')
  await showChangedLines(prompt, changed)
  await copyFile(changed, prompt)
  const run = await test(openaiUrl, { CI: 'true' })
  expectExit(run, 1, 'The replay with the changed prompt')
  const { totals, runs } = await readReport(copy.folder)
  const first = runs.flatMap((run) => run.divergences).find((divergence) => divergence.firstCause)
  const named = totals.matchRate < 1 && first?.cause === 'system_prompt'
  check(named, `The replay names ${first?.cause ?? 'nothing'} as first cause, not system_prompt.`)
  const rate = totals.matchRate.toFixed(2)
  verdict(`failed, as it should: match rate ${rate}, first cause ${first.cause}`)
}

async function measureDeterminism() {
  heading(4, 'Determinism: the agent tells the model the time')
  const agent = join(copy.folder, 'src/support-agent.ts')
  const line = await edit(agent, 'content: `Order ${orderId}', (text) =>
    text.replace('Order ${orderId}', 'Order ${orderId}, ${new Date().toISOString()}'),
  )
  await edit(join(copy.folder, 'vitest.config.ts'), 'replay()', (text) =>
    text.replace('replay()', 'replay({ thresholds: { determinism: 90 } })'),
  )
  const server = await startModelServer()
  try {
    const run = await test(server.url, { VITEST_REPLAY: 'all' })
    expectExit(run, 1, 'The recording with a threshold of 90')
  } finally {
    await server.close()
  }
  const { totals, runs } = await readReport(copy.folder)
  const [{ determinism }] = runs
  check(totals.determinism < 90, `The score is ${totals.determinism}, and not below 90.`)
  const [finding] = determinism.findings
  const named = finding?.cause === 'clock' && finding.source?.line === line
  check(named, `The first finding is not the clock in line ${line}: ${JSON.stringify(finding)}`)
  const place = `${finding.source.file}:${finding.source.line}`
  verdict(`failed, as it should: score ${totals.determinism}, ${finding.type} from ${place}`)
}

/** Changes the line that holds a text, shows both, and gives back its number. */
async function edit(path, text, change) {
  const lines = (await readFile(path, 'utf8')).split('\n')
  const at = lines.findIndex((line) => line.includes(text))
  check(at >= 0, `${path} has no line with ${text}`)
  say(`- ${lines[at].trim()}`)
  lines[at] = change(lines[at])
  say(`+ ${lines[at].trim()}`)
  await writeFile(path, lines.join('\n'))
  return at + 1
}

async function test(openaiUrl, env) {
  await forgetReport(copy.folder)
  const openai = { OPENAI_BASE_URL: openaiUrl, OPENAI_API_KEY: apiKey }
  return runVitest(copy.folder, { ...openai, ...env })
}

async function showChangedLines(before, after) {
  const [old, now] = await Promise.all(
    [before, after].map(async (file) => (await readFile(file, 'utf8')).split('\n')),
  )
  for (const line of old.filter((line) => !now.includes(line))) say(`- ${line}`)
  for (const line of now.filter((line) => !old.includes(line))) say(`+ ${line}`)
}

function expectExit(run, expected, what) {
  const got = run.exitCode === null ? `was stopped by ${run.signal}` : `exited with ${run.exitCode}`
  check(run.exitCode === expected, `${what} ${got} instead of exiting with ${expected}.`)
}

function check(condition, message) {
  if (!condition) throw new Error(message)
}

function readArguments() {
  try {
    return parseArgs({ options })
  } catch (error) {
    return stop(`${error.message}\n\n${help}`, 2)
  }
}

function stop(message, exitCode) {
  console.error(message)
  process.exit(exitCode)
}
