import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { JsonValue } from '../../src/core/json.ts'
import { createContentStore } from '../../src/core/report/contents/contents.ts'
import { mergeContents } from '../../src/core/report/contents/merge-contents.ts'
import type { ReportAction } from '../../src/core/report/action-schema.ts'
import { PublishedRunSchema } from '../../src/protocol/published-run.ts'
import { renderHtml } from '../../src/node/render/page/html.ts'
import { writeReports } from '../../src/node/write-reports.ts'
import { buildAction, buildReport, buildRun } from '../report/build-report.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** Words that do not compress better than prose does. */
function words(seed: number, count: number): string {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return `w${(state >>> 8) % 5000}`
  }).join(' ')
}

/** One run as a worker publishes it: a conversation that grows by a question and an answer of 30 words a turn. */
function publish(run: number, actions: number): string {
  const store = createContentStore(hash)
  const messages: JsonValue[] = [{ role: 'system', content: words(1, 200) }]
  const list: ReportAction[] = []
  for (let index = 0; index < actions; index++) {
    messages.push({ role: 'user', content: words(run * 1000 + index, 30) })
    const body = { json: { model: 'gpt-4o', messages: [...messages] } }
    const answer = words(run * 1000 + index + 500, 30)
    messages.push({ role: 'assistant', content: answer })
    const head = { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', headers: [] }
    list.push(
      buildAction({
        index,
        recorded: index,
        inputs: store.pack({ ...head, body }),
        outputs: store.pack({
          status: 200,
          headers: [],
          end: 'complete',
          body: { json: { choices: [{ message: { role: 'assistant', content: answer } }] } },
        }),
        answer: store.pack({ text: answer, toolCalls: [] }),
      }),
    )
  }
  const runReport = buildRun({ runId: `r-${run}`, name: `run ${run}`, actions: list })
  return JSON.stringify({ run: runReport, contents: store.contents })
}

/** Measurements of the reporter for the runs of a suite: times in ms, sizes in MB. */
export function reportWork(folder: string, runs: number, actions: number) {
  const published = Array.from({ length: runs }, (_, run) => publish(run, actions))
  const started = performance.now()
  const read = published.map((text) => PublishedRunSchema.parse(JSON.parse(text)))
  const readAt = performance.now()
  const contents = mergeContents(read)
  const report = buildReport(
    read.map(({ run }) => run),
    contents,
  )
  writeReports(folder, report)
  const writtenAt = performance.now()
  const json = JSON.stringify(report)
  const printedAt = performance.now()
  const html = renderHtml('<!--vitest-replay-data--><!--vitest-replay-pieces-->', report, json)
  const htmlMs = performance.now() - printedAt
  return {
    readMs: readAt - started,
    writeMs: writtenAt - readAt + htmlMs,
    htmlMs,
    htmlMb: html.length / 1e6,
    jsonMb: json.length / 1e6,
  }
}
