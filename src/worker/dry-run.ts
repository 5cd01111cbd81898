import type { DryRunOrder, DryRunResult } from '../protocol/dry-run.ts'
import type { createAgentRunner } from './index.ts'
import type { AgentRunnerOptions, RunSpan } from './runner/runner-types.ts'

/** @note The schema of what is sent stays out of this file: it is loaded by every dry run, and takes tens of milliseconds. */
const KEY = 'vitestReplay:dryRun'

type Define = (
  name: string,
  body: (context: { task: { meta: object } }) => Promise<void>,
  timeout: number,
) => void

/** The most characters of an output, and of what an action was asked. */
const MAX_SHOWN = 160

/** Milliseconds that one input may take. */
const PATIENCE = 600_000

/** Defines a test for each input of a dry run, in the test file that the command writes. */
export function defineDryRun(
  vitest: { test: Define; createAgentRunner: typeof createAgentRunner },
  module: Record<string, unknown>,
  order: DryRunOrder,
): void {
  const { exported, inputs, isLive } = order
  const agent = exported === null ? (module['default'] ?? module['agent']) : module[exported]
  const named = Object.fromEntries(
    ['actions', 'resources', 'requires'].flatMap((name) =>
      module[name] === undefined ? [] : [[name, module[name]]],
    ),
  )
  const options = { agent, beside: order.module, ...named, onSpan: printSpan }
  const runner = vitest.createAgentRunner(options as AgentRunnerOptions<unknown, unknown>)
  let left: number | null = order.usd
  for (const [at, input] of inputs.entries())
    vitest.test(
      `input ${at + 1}`,
      async ({ task }) => {
        const put = (result: DryRunResult) => void Object.assign(task.meta, { [KEY]: result })
        console.log(`input ${at + 1}: ${brief(JSON.stringify(input))}`)
        if (left === null) return put(notRun('the price of an earlier input is unknown'))
        if (left <= 0) return put(notRun('the limit of the cost is reached'))
        try {
          const limit = isLive ? { budget: { usd: left } } : {}
          const run = await runner.step(input, limit)
          const spentUsd = run.run.mode === 'replay' ? 0 : run.costUsd
          left = spentUsd === null ? null : left - spentUsd
          put({
            status: run.status,
            mode: run.run.mode,
            actions: run.run.actions.length,
            costUsd: run.costUsd,
            spentUsd,
            scores: { ...run.scores },
            finalScore: run.finalScore,
            end: brief(run.error === undefined ? JSON.stringify(run.output) : String(run.error)),
          })
        } catch (error) {
          put(notRun(brief((error as Error).message)))
          throw error
        }
      },
      PATIENCE,
    )
}

function notRun(end: string): DryRunResult {
  return {
    status: 'not_run',
    mode: null,
    actions: 0,
    costUsd: null,
    spentUsd: 0,
    scores: {},
    finalScore: null,
    end,
  }
}

function printSpan({ index, type, name, outcome, inputs, outputs, error }: RunSpan): void {
  const asked = type === 'tool' || type === 'step' ? `(${brief(JSON.stringify(inputs))})` : ''
  const got = error ? `${error.name}: ${error.message}` : JSON.stringify(bodyOf(outputs))
  console.log(`  ${index}  ${type} ${name}${asked}: ${outcome}, ${brief(got)}`)
}

/** Of a response, its body says most. */
function bodyOf(outputs: unknown): unknown {
  const body = (outputs as { body?: { json?: unknown } } | undefined)?.body
  return body?.json ?? body ?? outputs
}

function brief(text: string | undefined): string {
  const line = (text ?? 'nothing').replace(/\s+/g, ' ')
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)} ...` : line
}
