import { expect, test } from 'vitest'
import { createProject } from '../e2e/run-project.ts'
import { useBrowser } from '../page/open-page.ts'
import { tableSize } from '../table-size.ts'
import { runPhase, writeRequests } from './corpus-project.ts'
import { startCorpusServer } from './corpus-server.ts'
import { loadCorpus } from './load-corpus.ts'

const openPage = useBrowser()

/** The spellings of a model's reasoning: Anthropic, DeepSeek and similar, OpenAI's responses, Google, Mistral. */
const THOUGHT =
  /"thinking_delta"|"type": ?"thinking"|"reasoning_content": ?"[^"]|"reasoning": ?"[^"]|reasoning_summary_text\.delta|"summary_text"|"thought": ?true/

test('the conversation of a real recording shows what the model thought', async ({
  onTestFinished,
}) => {
  const { interactions } = loadCorpus(process.env['VITEST_REPLAY_CORPUS']!)
  const thinking = interactions.filter(({ response }) =>
    THOUGHT.test(Buffer.from(response.body).toString('utf8')),
  )
  const every = tableSize({ sample: 4, whole: 1 })
  const files = new Set(
    [...new Set(thinking.map(({ file }) => file))].filter((_, at) => at % every === 0),
  )
  const chosen = interactions.filter(({ file }) => files.has(file))
  const project = createProject('corpus', onTestFinished)
  writeRequests(project, chosen)
  const server = await startCorpusServer(chosen)
  await runPhase(project, 'recording', {
    CORPUS_URL: server.url,
    VITEST_REPLAY: 'all',
  })
  await server.close()
  await runPhase(project, 'replay', { CORPUS_URL: server.url, CI: 'true' })
  const report = project.report()

  const { page } = await openPage([report])
  const silent: string[] = []
  let shown = 0
  // Requests that vitest-replay does not recognise as model calls have no conversation: Cohere's API, and invented ones.
  const conversations = report.runs.filter(({ actions }) => actions.some(({ answer }) => answer))
  for (const { runId, name } of conversations) {
    const hash = `#/run/${runId}/telemetry?view=conversation`
    await page.evaluate((to) => void (location.hash = to), hash)
    await page.locator('.conversation').first().waitFor()
    const thoughts = page.locator('.reasoning')
    if ((await thoughts.count()) === 0) silent.push(name)
    else {
      await thoughts.first().click()
      const text = (await thoughts.first().innerText()).replace(/^Reasoning\s*/, '')
      expect.soft(text.trim(), name).not.toBe('')
      shown++
    }
  }
  console.log(
    `${report.runs.length} recordings with thoughts, ${conversations.length} of them conversations: shown in ${shown}`,
  )
  expect(silent).toEqual([])
})
