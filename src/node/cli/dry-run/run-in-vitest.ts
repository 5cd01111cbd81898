import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as VitestNode from 'vitest/node'
import { ReplayError } from '../../../core/errors.ts'
import {
  DRY_RUN_KEY,
  DryRunResultSchema,
  type DryRunOrder,
  type DryRunResult,
} from '../../../protocol/dry-run.ts'
import { REPORT_FOLDER } from '../../../storage/report-file.ts'

/** Runs the inputs through the project's own Vitest; `null` for one that no test came to. */
export async function runInVitest(
  root: string,
  order: DryRunOrder,
  print: (text: string) => void,
): Promise<Array<DryRunResult | null>> {
  const { startVitest } = await loadVitest(root)
  const folder = join(root, REPORT_FOLDER, 'dry-run')
  const file = join(folder, `${basename(order.module)}.test.mjs`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, testText(order))
  try {
    const reporter: VitestNode.Reporter = {
      onUserConsoleLog: ({ content }) => print(content),
      onTestRunEnd(_modules, errors) {
        for (const error of errors) print(`${error.name}: ${error.message}\n`)
      },
    }
    const vitest = await startVitest(
      'test',
      [file],
      { root, watch: false, reporters: [reporter as never], coverage: { enabled: false } },
      { test: { include: [file] } },
    )
    const modules = vitest.state.getTestModules()
    for (const module of modules) for (const { message } of module.errors()) print(`${message}\n`)
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    await vitest.close()
    return order.inputs.map((_, at) => {
      const found = tests.find(({ name }) => name === `input ${at + 1}`)
      const meta = found?.meta() as Record<string, unknown> | undefined
      const result = DryRunResultSchema.safeParse(meta?.[DRY_RUN_KEY])
      return result.success ? result.data : null
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function loadVitest(root: string): Promise<typeof VitestNode> {
  try {
    const path = createRequire(join(root, 'package.json')).resolve('vitest/node')
    return (await import(pathToFileURL(path).href)) as typeof VitestNode
  } catch (error) {
    throw new ReplayError(
      'VITEST_MISSING',
      {
        attempted: 'Failed to start a dry run',
        reason: `Vitest is not installed in ${root}`,
        remedy: 'Run the command in the folder of a project that has Vitest installed',
      },
      { cause: error },
    )
  }
}

function testText(order: DryRunOrder): string {
  const logic = fileURLToPath(new URL('./dry-run.js', import.meta.url))
  return `import { test } from 'vitest'
import { createAgentRunner } from 'vitest-replay'
import { defineDryRun } from ${JSON.stringify(logic)}
import * as module from ${JSON.stringify(order.module)}

defineDryRun({ test, createAgentRunner }, module, ${JSON.stringify(order)})
`
}
