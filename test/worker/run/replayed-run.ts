import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { WorkerOptions } from '../../../src/protocol/options.ts'
import {
  createFileState,
  createTestContext,
  sharedState,
} from '../../../src/worker/context/test-context.ts'
import { passOptions } from '../../../src/worker/pass/pass-options.ts'
import { runPass } from '../../../src/worker/pass/run-pass.ts'
import type { Agent } from '../../../src/worker/prepare/agent.ts'
import { prepareRun, type PreparedRun } from '../../../src/worker/prepare/prepare-run.ts'
import type { RunOptions } from '../../../src/core/options/run-options.ts'
import type { FaultsOptions } from '../../../src/core/faults/fault.ts'
import { tryFaults } from '../../../src/worker/lab/try-faults.ts'
import { judge } from '../../../src/worker/report/judge-pass.ts'
import { publishRun } from '../../../src/worker/report/publish-run.ts'
import { describeEnd } from '../../../src/worker/report/run-end.ts'
import { toResult } from '../../../src/worker/report/run-result.ts'
import { cassetteOfPass, describeHeader } from '../../../src/worker/run/cassette-of-pass.ts'
import { writeCassette } from '../../../src/worker/run/written-cassette.ts'

/** Prepares a run as the setup file and `replayRun` do, in a folder of its own. */
export function prepare(
  options: RunOptions = {},
  plugin: Partial<WorkerOptions> = {},
): PreparedRun {
  const root = mkdtempSync(join(tmpdir(), 'vr-run-'))
  const before = sharedState.file
  onTestFinished(() => {
    if (before) sharedState.file = before
    else delete sharedState.file
    rmSync(root, { recursive: true, force: true })
  })
  sharedState.cassettes = new Map()
  sharedState.file = createFileState({ ci: true, root, ...plugin })
  const context = createTestContext({
    file: join(root, 'agent.test.ts'),
    fullName: 'refunds an order',
    id: root,
    attempt: 1,
  })
  return sharedState.tests.run(context, () => prepareRun(options))
}

type TestAgent = Agent<unknown, unknown>

/** Records an agent, and replays another (or the same) from the recording. */
export async function recordAndReplay(
  agents: { recorded: TestAgent; replayed?: TestAgent },
  options: RunOptions = {},
  plugin: Partial<WorkerOptions> = {},
) {
  const prepared = prepare(options, plugin)
  const header = describeHeader(prepared)
  const live = await runPass(agents.recorded, prepared, passOptions(prepared, 'record'), () => {})
  const { cassette } = await writeCassette(cassetteOfPass(header, live), prepared.name)
  const publication = publishRun(prepared)
  const agent = agents.replayed ?? agents.recorded
  const replayOptions = passOptions(prepared, 'replay', cassette)
  const pass = await runPass(agent, prepared, replayOptions, publication.follow)
  const judgement = judge(pass.ledger, describeEnd(prepared, cassette, pass))
  const measure = () => Promise.reject(new Error('it is not measured'))
  const parts = {
    mode: 'replay',
    cassette,
    judgement,
    verified: null,
    publication,
    measure,
    tryFaults: (options: FaultsOptions) =>
      tryFaults({ agent, prepared, cassette, base: pass }, options),
  } as const
  return { prepared, publication, cassette, live, pass, run: toResult(prepared, pass, parts) }
}
