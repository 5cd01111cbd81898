import { arch, platform } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { cassettePath, shortHash, slugOf } from '../core/cassette/cassette-path.ts'
import { chooseRecordMode, planRun, type RecordModeChoice } from '../core/cassette/record-mode.ts'
import { createCassetteWriter, serializeCassette } from '../core/cassette/serialize.ts'
import {
  CASSETTE_VERSION,
  type Cassette,
  type CassetteHeader,
  type RecordedAction,
} from '../core/cassette/schema.ts'
import { isSameRecording } from '../core/cassette/same-recording.ts'
import { captureError, captureValue } from '../core/cassette/value.ts'
import { comparePaths, type PathDifference } from '../core/divergence/json-paths.ts'
import { ReplayError } from '../core/errors.ts'
import { createRedactor, type Redactor } from '../core/redaction/index.ts'
import { renderDivergences } from '../core/report/render-divergences.ts'
import type { RunReport } from '../core/report/schema.ts'
import { stableJson } from '../core/stable-json.ts'
import { openRecording, type Recording } from '../storage/recording.ts'
import { readCassette, type FoundCassette } from '../storage/read-cassette.ts'
import { ActiveRun, type PassOptions } from './active-run.ts'
import { callAction, wrapTargets } from './actions.ts'
import { assertRun } from './assert-run.ts'
import { coverFetch } from './intercept/early-fetch.ts'
import { releaseNodeHttp } from './intercept/node-http.ts'
import { installUndici } from './intercept/undici.ts'
import { probeInterception } from './intercept/probe.ts'
import { installedPackages } from './installed-packages.ts'
import { describeValue, Player, valueJson } from './player.ts'
import { checkRunOptions, type RunOptions } from './run-options.ts'
import { calledActions, judge, reportActions, totalsOf, type Judgement } from './run-result.ts'
import type { Agent, ReplayRun } from './run-types.ts'
import { sharedState, type TestContext } from './test-context.ts'
import { urlMatcher } from './url-pattern.ts'

/** What is settled before the agent starts. */
interface Prepared {
  options: RunOptions
  context: TestContext
  choice: RecordModeChoice
  name: string
  runId: string
  cassette: string
  found: FoundCassette
  redactor: Redactor
}

/** What one pass over the agent gave. */
interface Pass {
  run: ActiveRun
  outcome: { output: unknown } | { error: unknown }
  duration: number
}

/** Runs the agent: live and recorded, or replayed, as the mode and the disk say. */
export async function runAgent(
  agent: Agent<unknown, unknown>,
  options: RunOptions,
): Promise<ReplayRun<unknown>> {
  checkRunOptions(options as RunOptions<never>)
  const prepared = prepare(options)
  const slot = prepared.context.results.push(interruptedReport(prepared)) - 1
  const settle = (report: RunReport) => void (prepared.context.results[slot] = report)
  const uncover = coverFetch()
  try {
    await probeInterception()
    return await carryOut(agent, prepared, settle)
  } finally {
    uncover()
  }
}

async function carryOut(
  agent: Agent<unknown, unknown>,
  prepared: Prepared,
  settle: (report: RunReport) => void,
): Promise<ReplayRun<unknown>> {
  const plan = planRun(prepared.choice.mode, prepared.found.kind)
  if (plan === 'refuse-missing' || plan === 'refuse-interrupted') throw refusal(prepared, plan)
  if (plan !== 'replay') return record(agent, prepared, plan, settle)
  const run = await replay(agent, prepared, settle)
  if (!prepared.choice.update || (run.divergences.length === 0 && run.receipt.blocked === 0)) {
    return assertRun(run, prepared)
  }
  announceReRecording(prepared, run)
  return record(
    agent,
    { ...prepared, choice: { ...prepared.choice, mode: 'all' } },
    'record',
    settle,
  )
}

function prepare(options: RunOptions): Prepared {
  const { file } = sharedState
  const context = sharedState.tests.getStore()
  if (!file || !context) throw withoutPlugin(file !== undefined)
  const order = context.runs++
  const name =
    options.cassette ?? (order === 0 ? context.fullName : `${context.fullName} ${order + 1}`)
  const cassette = join(dirname(context.file), cassettePath(context.file, name))
  claimCassette(cassette, context, name)
  const { options: plugin } = file
  const choice = chooseRecordMode({
    call: options.mode,
    environment: process.env['VITEST_REPLAY'],
    update: file.update(),
    ci: plugin.ci,
    plugin: plugin.mode,
  })
  const redactor = createRedactor({
    env: process.env,
    headers: [...(plugin.redact?.headers ?? []), ...matchedHeaders(options)],
    secrets: (plugin.redact?.secrets ?? []).map(({ name, source, flags }) => ({
      name,
      pattern: new RegExp(source, flags),
    })),
  })
  const runId = `${slugOf(name).slice(0, 40)}-${shortHash(relative(plugin.root, cassette))}`
  return {
    options,
    context,
    choice,
    name,
    runId,
    cassette,
    found: readCassette(cassette),
    redactor,
  }
}

function matchedHeaders(options: RunOptions): string[] {
  const headers = [
    ...(sharedState.file!.options.match?.headers ?? []),
    ...(options.match?.headers ?? []),
  ]
  return [...new Set(headers.map((header) => header.toLowerCase()))]
}

function claimCassette(cassette: string, context: TestContext, name: string): void {
  const owner = sharedState.cassettes.get(cassette)
  if (owner !== undefined && owner !== context.id) {
    throw new ReplayError('CASSETTE_SHARED', {
      attempted: `Failed to start the run "${name}"`,
      reason: `another test already uses the cassette ${cassette}`,
      remedy: 'Give the tests different names, or name the cassettes with the option "cassette"',
      location: { file: cassette },
    })
  }
  sharedState.cassettes.set(cassette, context.id)
}

function withoutPlugin(hasSetup: boolean): ReplayError {
  return new ReplayError('PLUGIN_MISSING', {
    attempted: 'Failed to start replayRun()',
    reason: hasSetup
      ? 'it was called outside of a test'
      : 'the plugin is not installed in this Vitest project',
    remedy: hasSetup
      ? 'Call it within test(), a hook or a fixture'
      : "Add it to vitest.config.ts: import { replay } from 'vitest-replay/plugin', plugins: [replay()]",
  })
}

function recordCommand({ context, options }: Prepared, mode: string): string {
  const file = relative(sharedState.file!.options.root, context.file)
  const name = context.fullName.split(' > ').at(-1)!.replaceAll('"', '\\"')
  void options
  return `VITEST_REPLAY=${mode} npx vitest run ${file} -t "${name}"`
}

function refusal(prepared: Prepared, plan: 'refuse-missing' | 'refuse-interrupted'): ReplayError {
  const { cassette, choice, found, name } = prepared
  if (plan === 'refuse-interrupted' && found.kind === 'interrupted') {
    return new ReplayError('CASSETTE_INTERRUPTED', {
      attempted: `Failed to replay "${name}"`,
      reason: `its recording was interrupted after ${found.cassette.actions.length} actions (${found.path}), and nothing is recorded with mode "none" (from ${choice.origin})`,
      remedy: `Resume it with: ${recordCommand(prepared, 'new_episodes')}`,
      location: { file: found.path },
    })
  }
  return new ReplayError('CASSETTE_MISSING', {
    attempted: `Failed to replay "${name}"`,
    reason: `there is no cassette at ${cassette}, and nothing is recorded with mode "none" (from ${choice.origin})`,
    remedy: `Record it and commit the file: ${recordCommand(prepared, 'once')}`,
    location: { file: cassette },
  })
}

function announceReRecording(prepared: Prepared, run: ReplayRun<unknown>): void {
  const cost =
    prepared.found.kind === 'complete' ? prepared.found.cassette.end!.totals.costUsd : null
  const price = cost === null ? 'at an unknown price' : `for about $${cost.toFixed(4)}`
  console.warn(
    `[vitest-replay] "${prepared.name}" diverged (match rate ${run.matchRate}); vitest -u records it again, live, ${price}.`,
  )
}

function passOptions(
  prepared: Prepared,
  plan: PassOptions['plan'],
  recorded?: Cassette,
): PassOptions {
  const { options, redactor } = prepared
  const headers = matchedHeaders(options)
  const pass: PassOptions = {
    plan,
    runName: prepared.name,
    redactor,
    headers,
    passthrough: urlMatcher(sharedState.file!.options.passthrough ?? []),
    live: plan === 'replay' ? (options.live ?? []) : [],
    stopAtDivergence: options.onDivergence === 'fail',
  }
  if (recorded)
    pass.player = new Player(recorded.actions, { redactor, headers, exactOnly: plan === 'extend' })
  return pass
}

async function runPass(
  agent: Agent<unknown, unknown>,
  prepared: Prepared,
  options: PassOptions,
): Promise<Pass> {
  const run = new ActiveRun(options)
  const input = prepared.options.input
  const step = <Output>(name: string, work: () => Output): Output =>
    callAction(name, { type: 'step', replay: 'execute' }, work, []) as Output
  installUndici()
  const restore = wrapTargets(prepared.options.actions ?? {})
  const started = performance.now()
  let outcome: Pass['outcome']
  try {
    // Each pass has an input of its own: an agent may change what it is given.
    const given = input === undefined ? undefined : cloneInput(input)
    outcome = { output: await run.within(null, () => agent(given, { step })) }
  } catch (error) {
    outcome = { error }
  } finally {
    restore()
    await run.finish()
    releaseNodeHttp()
  }
  return { run, outcome, duration: Math.round((performance.now() - started) * 1000) / 1000 }
}

function cloneInput(input: unknown): unknown {
  try {
    return structuredClone(input)
  } catch {
    return input
  }
}

async function replay(
  agent: Agent<unknown, unknown>,
  prepared: Prepared,
  settle: (report: RunReport) => void,
): Promise<ReplayRun<unknown>> {
  const { cassette } = prepared.found as Extract<FoundCassette, { kind: 'complete' }>
  const pass = await runPass(agent, prepared, passOptions(prepared, 'replay', cassette))
  if (pass.run.failure) throw pass.run.failure
  const judgement = judge(pass.run, cassette, compareEnd(cassette, pass, prepared.redactor))
  return toResult(prepared, pass, { mode: 'replay', cassette, judgement, verified: null, settle })
}

/** Where the final output differs from the recorded one; an error is an output of its own kind. */
function compareEnd(recorded: Cassette, pass: Pass, redactor: Redactor): PathDifference[] {
  const end = recorded.end!
  if ('error' in pass.outcome || end.error) {
    const replayed = 'error' in pass.outcome ? captureError(pass.outcome.error) : undefined
    const text = (error: { name: string; message: string } | undefined) =>
      error ? `${error.name}: ${error.message}` : undefined
    const [before, now] = [text(end.error), replayed && redactor.text(text(replayed)!)]
    return before === now ? [] : [{ path: 'error', recorded: before, replayed: now }]
  }
  const output = describeOutput(pass.outcome.output, redactor)
  return comparePaths(end.output && valueJson(end.output), valueJson(output))
}

function describeOutput(
  output: unknown,
  redactor: Redactor,
): { json: CassetteJson; meta?: CassetteJson } {
  const captured = describeValue(output)
  return { ...captured, json: redactor.json(captured.json) }
}
type CassetteJson = ReturnType<typeof valueJson>

async function record(
  agent: Agent<unknown, unknown>,
  prepared: Prepared,
  plan: 'record' | 'extend',
  settle: (report: RunReport) => void,
): Promise<ReplayRun<unknown>> {
  const before = prepared.found.kind === 'nothing' ? undefined : prepared.found.cassette
  const header = describeHeader(prepared)
  const recording = openRecording(prepared.cassette)
  let pass: Pass
  try {
    const writer = createCassetteWriter()
    recording.append(writer.header(header))
    const options = passOptions(prepared, plan, plan === 'extend' ? before : undefined)
    pass = await runPass(agent, prepared, {
      ...options,
      onRecorded: (action) => recording.append(writer.action(action)),
    })
    if (pass.run.failure) throw pass.run.failure
  } catch (error) {
    recording.abandon()
    throw error
  }
  const failed = 'error' in pass.outcome
  if (failed && !prepared.options.expectError) {
    recording.abandon()
    settle({
      ...report(prepared, pass, { mode: plan, verified: false }),
      status: 'failed',
      error: String((pass.outcome as { error: unknown }).error),
    })
    throw (pass.outcome as { error: unknown }).error
  }
  return finishRecording(agent, prepared, { plan, header, pass, recording, settle })
}

async function finishRecording(
  agent: Agent<unknown, unknown>,
  prepared: Prepared,
  recorded: {
    plan: 'record' | 'extend'
    header: CassetteHeader
    pass: Pass
    recording: Recording
    settle: (report: RunReport) => void
  },
): Promise<ReplayRun<unknown>> {
  const { header, pass, plan, recording, settle } = recorded
  const cassette = toCassette(header, pass, prepared)
  let judgement: Judgement | null = null
  try {
    if (cassette.actions.length === 0) throw nothingRecorded(prepared)
    if (prepared.options.verify ?? sharedState.file!.options.verify ?? true) {
      const again = await runPass(agent, prepared, passOptions(prepared, 'replay', cassette))
      judgement = judge(again.run, cassette, compareEnd(cassette, again, prepared.redactor))
      cassette.end!.verified = judgement.divergences.length === 0 && judgement.receipt.blocked === 0
    }
  } catch (error) {
    recording.abandon()
    throw error
  }
  const { found } = prepared
  if (found.kind === 'complete' && isSameRecording(found.cassette, cassette)) recording.discard()
  else recording.commit(serializeCassette(cassette))
  const result = toResult(prepared, pass, {
    mode: plan,
    cassette,
    judgement,
    verified: cassette.end!.verified,
    settle,
  })
  return assertRun(result, prepared)
}

function nothingRecorded({ name }: Prepared): ReplayError {
  return new ReplayError('NOTHING_RECORDED', {
    attempted: `Failed to record "${name}"`,
    reason:
      'the agent made no request and called no action, so there is nothing that a replay could check',
    remedy: 'Check that the agent was really called, and name its tools with the option "actions"',
  })
}

function toCassette(header: CassetteHeader, pass: Pass, prepared: Prepared): Cassette {
  const actions = pass.run.timeline.actions.flatMap((action): RecordedAction[] =>
    action.fresh ? [action.fresh] : [],
  )
  const end: Cassette['end'] = {
    kind: 'end',
    status: 'error' in pass.outcome ? 'error' : 'success',
    stopReason: actions.findLast((action) => action.llm)?.llm?.stopReason ?? null,
    totals: totalsOf(actions, pass.duration),
    verified: false,
  }
  if ('error' in pass.outcome) end.error = captureError(pass.outcome.error)
  else end.output = describeOutput(pass.outcome.output, prepared.redactor)
  return { header, actions, end }
}

function describeHeader(prepared: Prepared): CassetteHeader {
  const { options, redactor } = prepared
  const header: CassetteHeader = {
    cassette: CASSETTE_VERSION,
    kind: 'header',
    runId: prepared.runId,
    name: prepared.name,
    agent: options.agent ?? null,
    workflow: options.workflow ?? null,
    tags: options.tags ?? [],
    release: options.release ?? sharedState.file!.options.release ?? null,
    resources: hashResources(options.resources ?? {}),
    environment: {
      node: process.version,
      platform: `${platform()} ${arch()}`,
      packages: installedPackages(sharedState.file!.options.root),
    },
    recordedAt: new Date().toISOString(),
  }
  if (options.input !== undefined) {
    const input = captureValue(options.input, 'the option "input"')
    header.input = { ...input, json: redactor.json(input.json) }
  }
  return header
}

function hashResources(resources: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, resource]) => [
      name,
      shortHash(stableJson(describeValue(resource).json)),
    ]),
  )
}

interface ResultParts {
  mode: RunReport['mode']
  cassette?: Cassette
  judgement?: Judgement | null
  verified: boolean | null
}

function report(prepared: Prepared, pass: Pass | null, parts: ResultParts): RunReport {
  const { context, options } = prepared
  const { root } = sharedState.file!.options
  const recordedCost = parts.cassette?.end?.totals.costUsd ?? null
  const liveCost = pass
    ? totalsOf(
        pass.run.timeline.actions.flatMap(({ fresh, treatment }) =>
          fresh && (treatment === 'live' || treatment === 'recorded') ? [fresh] : [],
        ),
        0,
      ).costUsd
    : 0
  const judgement = parts.judgement
  const actions = pass ? reportActions(pass.run) : []
  return {
    runId: prepared.runId,
    name: prepared.name,
    test: { file: relative(root, context.file), fullName: context.fullName },
    attempt: context.attempt,
    agent: options.agent ?? null,
    workflow: options.workflow ?? null,
    tags: options.tags ?? [],
    status: 'passed',
    mode: parts.mode,
    cassette: relative(root, prepared.cassette),
    verified: parts.verified,
    matchRate: judgement?.matchRate ?? null,
    determinism: null,
    receipt: parts.mode === 'replay' && judgement ? judgement.receipt : recordingReceipt(pass),
    divergences: judgement?.divergences ?? [],
    actions,
    changedResources: parts.cassette
      ? changedResources(parts.cassette.header.resources, options.resources ?? {})
      : [],
    error: pass && 'error' in pass.outcome ? String(pass.outcome.error) : null,
    durationMs: pass?.duration ?? 0,
    originalCostUsd: recordedCost,
    replayCostUsd: liveCost,
    savingsUsd:
      recordedCost === null || liveCost === null ? null : Math.max(0, recordedCost - liveCost),
  }
}

function recordingReceipt(pass: Pass | null): RunReport['receipt'] {
  const actions = pass?.run.timeline.actions ?? []
  return {
    served: actions.filter(({ treatment }) => treatment === 'equal').length,
    volatile: 0,
    live: actions.filter(({ treatment }) => treatment === 'recorded' || treatment === 'live')
      .length,
    blocked: 0,
    unserved: 0,
  }
}

function changedResources(
  recorded: Record<string, string>,
  present: Record<string, unknown>,
): string[] {
  const now = hashResources(present)
  return [...new Set([...Object.keys(recorded), ...Object.keys(now)])]
    .filter((name) => recorded[name] !== now[name])
    .sort()
}

function interruptedReport(prepared: Prepared): RunReport {
  return {
    ...report(prepared, null, { mode: 'replay', verified: null }),
    status: 'interrupted',
    error: 'the run did not end',
  }
}

function toResult(
  prepared: Prepared,
  pass: Pass,
  parts: ResultParts & { settle: (report: RunReport) => void },
): ReplayRun<unknown> {
  const facts = report(prepared, pass, parts)
  const end = parts.cassette?.end
  return {
    report: facts,
    settle: parts.settle,
    name: prepared.name,
    runId: prepared.runId,
    mode: parts.mode,
    cassette: prepared.cassette,
    output: 'output' in pass.outcome ? pass.outcome.output : undefined,
    error: 'error' in pass.outcome ? pass.outcome.error : undefined,
    matchRate: facts.matchRate,
    divergences: facts.divergences,
    receipt: facts.receipt,
    actions: facts.actions,
    blocked: pass.run.blocked,
    stopReason: end?.stopReason ?? null,
    costUsd: end?.totals.costUsd ?? null,
    calls: calledActions(pass.run),
    tokens: tokensOf(end?.totals),
    explain: renderDivergences,
  }
}

function tokensOf(
  totals: { inputTokens: number | null; outputTokens: number | null } | undefined,
): number | null {
  if (!totals || totals.inputTokens === null || totals.outputTokens === null) return null
  return totals.inputTokens + totals.outputTokens
}
