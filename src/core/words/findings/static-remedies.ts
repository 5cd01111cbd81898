import type { StaticRemedy } from '../../analysis/findings/observation.ts'
import type { Recommendation } from '../../analysis/findings/schema.ts'

/** Recommendations against what a static finding shows, with code before and after. */
export const STATIC_REMEDIES: Record<StaticRemedy, Recommendation> = {
  timestamp: {
    text: 'Pass the time in with the input, so that a test can pass the same one.',
    before: 'const prompt = `It is ${new Date().toISOString()}. ${question}`',
    after: 'const prompt = `It is ${input.now}. ${question}`',
  },
  date: {
    text: 'Pass the day in with the input, so that a test can pass the same one.',
    before: 'const system = `Today is ${new Date().toISOString().slice(0, 10)}.`',
    after: 'const system = `Today is ${input.today}.`',
  },
  timezone: {
    text: 'Format times in UTC, or in a named time zone.',
    before: 'const prompt = `Due: ${due}`',
    after: 'const prompt = `Due: ${due.toISOString()}`',
  },
  uuid: {
    text: 'Create the id outside the agent and pass it in, or derive it from the input.',
    before: 'const session = crypto.randomUUID()',
    after: 'const session = input.sessionId',
  },
  random: {
    text: 'Draw from a generator whose seed comes with the input, or pass the value in.',
    before: 'const nonce = Math.random().toString(36).slice(2)',
    after: 'const nonce = input.nonce',
  },
  environment: {
    text: 'Use a value relative to the project, or pass it in, so that it is the same on every machine.',
    before: 'const prompt = `The project lies in ${process.cwd()}.`',
    after: "const prompt = 'The project lies in the working directory.'",
  },
  temporary_folder: {
    text: 'Keep the name of a temporary folder out of requests: name files relative to it.',
    before:
      "const folder = await mkdtemp(join(tmpdir(), 'agent-'))\nconst prompt = `Write to ${folder}.`",
    after: "const prompt = 'Write to the working directory.'\nawait run(prompt, { cwd: folder })",
  },
  floating_point: {
    text: 'Round numbers before they are sent.',
    before: 'const prompt = `The total is ${total}.`',
    after: 'const prompt = `The total is ${total.toFixed(2)}.`',
  },
  result_order: {
    text: 'Put the results of parallel tools in the order of their calls, not of their arrival.',
    before: 'await Promise.all(calls.map(async (call) => results.push(await run(call))))',
    after: 'const results = await Promise.all(calls.map((call) => run(call)))',
  },
  collection_order: {
    text: 'Sort the elements of a set, a map or a folder before sending them.',
    before: 'const tools = [...registry.values()]',
    after: 'const tools = [...registry.values()].sort((a, b) => a.name.localeCompare(b.name))',
  },
  sampling: {
    text: 'Set the temperature to 0 and a seed, so that a new recording differs as little as possible.',
    before: 'await client.chat.completions.create({ model, messages })',
    after: 'await client.chat.completions.create({ model, messages, temperature: 0, seed: 17 })',
  },
  sampling_anthropic: {
    text: 'Set the temperature to 0, so that a new recording differs as little as possible.',
    before: 'await client.messages.create({ model, max_tokens, messages })',
    after: 'await client.messages.create({ model, max_tokens, messages, temperature: 0 })',
  },
  sampling_responses: {
    text: 'Set the temperature to 0, so that a new recording differs as little as possible.',
    before: 'await client.responses.create({ model, input })',
    after: 'await client.responses.create({ model, input, temperature: 0 })',
  },
  sampling_google: {
    text: 'Set the temperature to 0 and a seed, so that a new recording differs as little as possible.',
    before: 'await ai.models.generateContent({ model, contents })',
    after:
      'await ai.models.generateContent({ model, contents, config: { temperature: 0, seed: 17 } })',
  },
  alias: {
    text: 'Name the dated model, so that a new recording calls the same one.',
    before: "const model = 'gpt-4o'",
    after: "const model = 'gpt-4o-2024-08-06'",
  },
  temporary_failure: {
    text: 'Record again when the service answers, unless the test is about the failure.',
    before: "test('answers', () => replayRun(agent))",
    after:
      "// VITEST_REPLAY=all npx vitest run answers.test.ts\ntest('answers', () => replayRun(agent))",
  },
  polling: {
    text: 'Wrap the whole wait as one action, so that the number of polls does not matter.',
    before: 'while (!(await status(job)).done) await wait(1000)',
    after: "const waitFor = action('waitFor', async (job) => poll(job))\nawait waitFor(job)",
  },
  idempotency: {
    text: 'Send a key that is derived from the input: a service that supports it does the same thing once.',
    before: "await fetch(url, { method: 'POST', body })",
    after:
      "await fetch(url, { method: 'POST', body, headers: { 'Idempotency-Key': `refund-${orderId}` } })",
  },
}
