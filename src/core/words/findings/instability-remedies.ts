import type { Recommendation } from '../../analysis/findings/schema.ts'
import type { InstabilityRemedy } from '../../analysis/determinism/observation.ts'

const CLOCK: Recommendation = {
  text: 'Pass the time in with the input, or read it once and pin it in the test (option "freeze").',
  before: 'const now = new Date()',
  after: 'async function agent({ now }: { now: Date }) { ... }',
}
const UUID: Recommendation = {
  text: 'Pass the id in with the input, derive it from the data it identifies, or pin it in the test (option "freeze").',
  before: 'const id = randomUUID()',
  after: "const id = createHash('sha256').update(order.id).digest('hex').slice(0, 32)",
}
const RANDOM: Recommendation = {
  text: 'Draw from a generator that is seeded by the input, or pin the values in the test (option "freeze").',
  before: 'const pick = options[Math.floor(Math.random() * options.length)]',
  after: 'const pick = options[seeded(input.id) % options.length]',
}

const FOLDER: Recommendation = {
  text: 'Sort the files of a folder: each file system has an order of its own.',
  before: 'const files = readdirSync(folder)',
  after: 'const files = readdirSync(folder).sort()',
}
const TEMPORARY: Recommendation = {
  text: 'Keep the name of a temporary folder out of requests: name files relative to it.',
  before: 'const prompt = `Write to ${folder}.`',
  after: "const prompt = 'Write to the working directory.'",
}

/** Recommendations against what makes a position unstable, with code before and after. */
export const INSTABILITY_REMEDIES: Record<InstabilityRemedy, Recommendation> = {
  clock: CLOCK,
  uuid: UUID,
  random: RANDOM,
  duration: {
    text: 'Keep durations out of requests to the model and out of the inputs of tools.',
    before: '`Found in ${performance.now() - started} ms`',
    after: '`Found`',
  },
  clock_number: {
    ...CLOCK,
    before: 'const now = Date.now()',
    after: 'async function agent({ now }: { now: number }) { ... }',
  },
  token: {
    ...UUID,
    before: "const token = randomBytes(16).toString('hex')",
    after: 'async function agent({ token }: { token: string }) { ... }',
  },
  arrival_order: {
    text: 'Use the order in which calls were made, not the order in which they were answered. Where the order means nothing, accept it (option "waive").',
    before: 'await Promise.all(ids.map(async (id) => results.push(await lookUp(id))))',
    after: 'const results = await Promise.all(ids.map((id) => lookUp(id)))',
  },
  chunking: {
    text: 'Assemble a stream before parsing it: a chunk can end anywhere.',
    before: 'for await (const chunk of body) handle(JSON.parse(chunk))',
    after: 'for await (const event of parseEvents(body)) handle(JSON.parse(event.data))',
  },
  timezone: {
    text: 'Name the time zone when formatting a date, or pin it in the test (option "freeze").',
    before: 'date.toLocaleString()',
    after: "date.toLocaleString('en-US', { timeZone: 'UTC' })",
  },
  locale: {
    text: 'Name the locale when formatting a number or a date, or sorting texts.',
    before: 'amount.toLocaleString()',
    after: "amount.toLocaleString('en-US')",
  },
  environment: {
    text: 'Keep facts about the machine out of requests, pass them in with the input, or accept them (option "waive").',
    before: 'const prompt = `Worker ${process.pid} asks: ${question}`',
    after: 'const prompt = `Worker ${input.worker} asks: ${question}`',
  },
  id_generator: {
    text: 'Nothing has to be done for the match: an id that varied when the recording was verified counts as matched. For the score, draw the id within the agent with randomUUID() of node:crypto, which is replayed and which "freeze" pins, or accept it (option "waive").',
    before: "import { nanoid } from 'nanoid'",
    after: "import { randomUUID } from 'node:crypto'",
  },
  unknown: {
    text: 'Nothing that was varied explains it: look for state that outlives a run, such as a counter or a cache of a module. Where it means nothing, allow it with a rule (option "match"), or accept it (option "waive").',
    before: 'let turn = 0 // counts on from run to run',
    after: 'async function agent() { let turn = 0 ... }',
  },
  folder_order: FOLDER,
  temporary_folder: TEMPORARY,
}
