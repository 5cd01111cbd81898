import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { compareReleases } from '../../src/core/words/comparison/compare-releases.ts'
import { runsOfReport } from '../../src/core/comparison/runs/from-report.ts'
import { mergeRuns } from '../../src/core/comparison/runs/merge-runs.ts'
import type { ReleaseSide } from '../../src/core/comparison/runs/performed-run.ts'
import { alignActions } from '../../src/core/divergence/align/align.ts'
import { RunSides } from '../../src/core/divergence/align/run-sides.ts'
import { jsonEqual, type JsonValue } from '../../src/core/json.ts'
import { createContentStore } from '../../src/core/report/contents/contents.ts'
import { createUnpacker } from '../../src/core/report/contents/unpack-contents.ts'
import { mergeContents } from '../../src/core/report/contents/merge-contents.ts'
import { parseReport } from '../../src/core/report/parse-report.ts'
import type { ReportAction } from '../../src/core/report/action-schema.ts'
import type { RunReport } from '../../src/core/report/schema.ts'
import { buildAction, buildReport, buildRun } from '../report/build-report.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

function words(seed: number, count: number): string {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return `w${(state >>> 8) % 5000}`
  }).join(' ')
}

/** One side's run: five model calls, each with a tool's call after it. */
function publish(at: number, side: { system: string; date: string; mode: 'record' | 'replay' }) {
  const store = createContentStore(hash)
  const messages: JsonValue[] = [
    { role: 'system', content: side.system },
    { role: 'user', content: `${at}: ${words(at, 30)}` },
  ]
  const actions: ReportAction[] = []
  const add = (part: Partial<ReportAction>) => {
    const index = actions.length
    const own = { index, start: index * 900, recordedStart: index * 900 }
    const isLive = side.mode === 'record'
    actions.push(
      buildAction({
        ...own,
        recorded: isLive ? null : index,
        outcome: 'success',
        replayed: !isLive,
        treatment: isLive ? 'recorded' : 'equal',
        ...part,
      }),
    )
  }
  const url = 'https://api.openai.com/v1/chat/completions'
  for (let turn = 0; turn < 5; turn++) {
    const isLast = turn === 4
    const call = {
      id: `call_${turn}`,
      type: 'function',
      function: { name: 'search', arguments: JSON.stringify({ query: words(at * 7 + turn, 3) }) },
    }
    const message: JsonValue = isLast
      ? { role: 'assistant', content: words(at * 11 + turn, 30) }
      : { role: 'assistant', content: null, tool_calls: [call] }
    const body = { json: { model: 'gpt-4o', messages: [...messages] } }
    const response = {
      json: { choices: [{ message, finish_reason: isLast ? 'stop' : 'tool_calls' }] },
    }
    add({
      stopReason: isLast ? 'stop' : 'tool_calls',
      inputs: store.pack({ method: 'POST', url, headers: [], body }),
      outputs: store.pack({
        status: 200,
        headers: [],
        end: 'complete',
        body: response,
      } as unknown as JsonValue),
    })
    const result = words(at * 13 + turn, 30)
    messages.push(message, { role: 'tool', tool_call_id: call.id, content: result })
    add({
      type: 'tool',
      name: 'search',
      provider: null,
      model: null,
      stopReason: null,
      status: null,
      inputs: store.pack([{ query: words(at * 7 + turn, 3) }]),
      outputs: store.pack(result),
    })
  }
  const output = store.pack({ answer: words(at * 11 + 4, 30) })
  const run = buildRun({
    runId: `run-${at}`,
    name: `run ${at}`,
    test: { file: `file-${at % 100}.test.ts`, fullName: `run ${at}` },
    cassette: `__cassettes__/file-${at % 100}.test.ts/run-${at}.cassette.jsonl`,
    mode: side.mode,
    recordedAt: side.date,
    input: { at },
    actions,
    recordedActions: side.mode === 'replay' ? actions.map(recordedOf) : [],
    finalOutput: {
      recorded: { output },
      replayed: side.mode === 'replay' ? { output } : null,
    },
  })
  return { run, contents: store.contents }
}

function recordedOf(action: ReportAction): RunReport['recordedActions'][number] {
  const { index, type, name, parent, start, provider, model, status, error } = action
  const { inputTokens, outputTokens, cachedInputTokens, costUsd, stopReason } = action
  const facts = { inputTokens, outputTokens, cachedInputTokens, costUsd, stopReason }
  const from = { index, type, name, parent, start, provider, model, status, error }
  return { ...from, ...facts, duration: 800, outcome: 'success' }
}

/** The difference of two sides: the share of runs that were recorded anew, under another prompt. */
export interface ComparisonCase {
  runs: number
  changed: number
}

const PROMPT = words(1, 200)

/** Writes the reports of both sides; returns their sizes in MB. */
export function writeSides(folder: string, { runs, changed }: ComparisonCase): number[] {
  return (['base', 'head'] as const).map((name) => {
    const published = Array.from({ length: runs }, (_, at) => {
      const isChanged = name === 'head' && changed > 0 && at % Math.round(1 / changed) === 0
      return publish(at, {
        system: isChanged ? `${PROMPT} And be brief.` : PROMPT,
        date: isChanged ? '2026-11-20T09:00:00.000Z' : '2026-11-19T09:00:00.000Z',
        mode: isChanged ? 'record' : 'replay',
      })
    })
    const contents = mergeContents(published)
    const text = JSON.stringify(
      buildReport(
        published.map(({ run }) => run),
        contents,
      ),
    )
    writeFileSync(`${folder}/${name}.json`, text)
    return text.length / 1e6
  })
}

function readSide(file: string): ReleaseSide {
  const report = parseReport(readFileSync(file, 'utf8'), { file })
  return { label: file, release: null, commit: null, runs: mergeRuns(runsOfReport(report)) }
}

/** Reads both reports and compares them, in ms. */
export function comparisonWork(folder: string) {
  const started = performance.now()
  const [base, head] = ['base', 'head'].map((name) => readSide(`${folder}/${name}.json`))
  const readAt = performance.now()
  const { totals, unreplayed } = compareReleases(base!, head!)
  const comparedMs = performance.now() - readAt
  return { readMs: readAt - started, comparedMs, totals, unreplayed }
}

/** The same by what comes to mind first: unpack every action of both sides, and compare or align them all. */
export function naiveWork(folder: string, how: 'json' | 'align') {
  const started = performance.now()
  const sides = ['base', 'head'].map((name) => {
    const file = `${folder}/${name}.json`
    return parseReport(readFileSync(file, 'utf8'), { file })
  })
  const readAt = performance.now()
  const unpack = sides.map(({ contents }) => createUnpacker(contents))
  let different = 0
  for (const [at, run] of sides[0]!.runs.entries()) {
    const pair = [run, sides[1]!.runs[at]!]
    const actions = pair.map((one, side) =>
      one.actions.map((action) => ({
        ...action,
        operation: action.name,
        duration: 0,
        asked: {
          method: 'CALL',
          url: action.name,
          headers: [],
          body: unpack[side]!(action.inputs ?? null),
        },
        output: unpack[side]!(action.outputs ?? null),
      })),
    )
    const [base, head] = actions as [(typeof actions)[0], (typeof actions)[0]]
    if (how === 'json') {
      const same = base.every(
        ({ asked, output }, index) =>
          jsonEqual(asked.body, head[index]!.asked.body) && jsonEqual(output, head[index]!.output),
      )
      if (!same) different++
    } else {
      const replayed = head.map((action) => ({ ...action, answeredBy: null, matches: true }))
      const positions = alignActions(base, replayed, new RunSides(base, replayed))
      if (positions.some(({ kind }) => kind !== 'matched')) different++
    }
  }
  return { readMs: readAt - started, comparedMs: performance.now() - readAt, different }
}
