import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../../src/core/json.ts'
import { loadCorpus } from '../load-corpus.ts'
import { stepsOfChat, type Step, type Trajectory } from './trajectory.ts'

/** Reads the runs of agents that a corpus holds: tau-bench, its variants, SWE-agent, and the recordings of Pydantic AI. */
export function readTrajectories(folder: string): Trajectory[] {
  return [
    ...readTau(folder),
    ...readVariants(folder),
    ...readSweAgent(folder),
    ...readRecordings(folder),
  ]
}

interface TauRecord {
  task_id: number
  trial: number
  reward: number
  traj: JsonObject[]
}

function readTau(folder: string): Trajectory[] {
  return files(folder, 'tau-bench/gpt-4o-airline', '.json').flatMap((file) =>
    (readJson(file) as unknown as TauRecord[]).map((record) =>
      tauRun(record, {
        task: `airline-${record.task_id}`,
        agent: 'airlineAgent',
        variant: `trial ${record.trial}`,
        tags: ['tau-bench', 'airline'],
      }),
    ),
  )
}

function readVariants(folder: string): Trajectory[] {
  return files(folder, 'agentverify-tau-bench/retail', '.json').flatMap((file) =>
    Object.entries(readJson(file) as unknown as Record<string, TauRecord>).map(
      ([variant, record]) =>
        tauRun(record, {
          task: `retail-${record.task_id}`,
          agent: 'retailAgent',
          variant,
          tags: ['tau-bench', 'retail'],
        }),
    ),
  )
}

function tauRun(
  record: TauRecord,
  about: Pick<Trajectory, 'task' | 'agent' | 'variant' | 'tags'>,
): Trajectory {
  const last = record.traj.findLast((message) => message['role'] === 'assistant')
  const asked = record.traj.find((message) => message['role'] === 'user')
  const words = String(asked?.['content'] ?? '').split(/\s+/)
  return {
    ...about,
    name: `${about.task}: ${words.slice(0, 9).join(' ')}`,
    steps: stepsOfChat(record.traj, 'gpt-4o'),
    output: last?.['content'] ?? null,
    passed: record.reward === 1,
  }
}

interface SweRecord {
  trajectory: Array<{ action: string; observation: string }>
  history: Array<JsonObject>
  info: { exit_status?: string; submission?: string }
}

function readSweAgent(folder: string): Trajectory[] {
  return files(folder, 'swe-agent', '.traj').map((file) => {
    const record = readJson(file) as unknown as SweRecord
    const config = path.basename(path.dirname(file))
    const id = path.basename(file, '.traj')
    const said: JsonObject[] = []
    const steps: Step[] = []
    let next = 0
    for (const message of record.history ?? []) {
      if (message['role'] === 'assistant') {
        steps.push(...stepsOfChat([...said, message], 'gpt-4').slice(-1))
        const step = record.trajectory?.[next++]
        if (step)
          steps.push({ kind: 'tool', name: 'bash', args: [step.action], result: step.observation })
      }
      said.push({ role: message['role'] ?? 'user', content: message['content'] ?? '' })
    }
    return {
      task: `swe-${id}`,
      name: `${id.replace('__', '/')} ${config.split('__').slice(3).join(' ')}`.trim(),
      agent: 'sweAgent',
      variant: config,
      tags: ['swe-agent'],
      steps,
      output: record.info?.submission ?? null,
      passed: (record.info?.exit_status ?? '').includes('submitted'),
    }
  })
}

function readRecordings(folder: string): Trajectory[] {
  const runs = new Map<string, Step[]>()
  for (const { file, source, request, response } of loadCorpus(folder).interactions) {
    if (source !== 'pydantic-ai') continue
    const steps = runs.get(file) ?? []
    runs.set(file, steps)
    const text = new TextDecoder().decode(response.body)
    const asked = new TextDecoder().decode(request.body)
    steps.push({
      kind: 'llm',
      url: request.url,
      status: response.status,
      request: parseJson(asked) ?? asked,
      response: parseJson(text) ?? text,
      ...(response.status >= 400 ? { error: text.slice(0, 300) } : {}),
    })
  }
  return [...runs].map(([file, steps]) => ({
    task: `pydantic-${file}`,
    name: path.basename(file, '.yaml').replaceAll('_', ' '),
    agent: 'pydanticAgent',
    variant: 'recording',
    tags: ['pydantic-ai', path.basename(path.dirname(file)).replaceAll('_', ' ')],
    steps,
    output:
      steps.at(-1)?.kind === 'llm' &&
      isJsonObject((steps.at(-1) as { response: JsonValue }).response)
        ? 'done'
        : null,
    passed: steps.every((step) => step.kind !== 'llm' || step.status < 400),
  }))
}

function files(folder: string, under: string, extension: string): string[] {
  return readdirSync(path.join(folder, under), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => path.join(folder, under, file))
}

function readJson(file: string): JsonValue {
  return JSON.parse(readFileSync(file, 'utf8')) as JsonValue
}
