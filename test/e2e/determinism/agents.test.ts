import { expect, test } from 'vitest'
import { createProject, type Project } from '../run-project.ts'
import { agentTable, confusionTable, judgeAgents, renderTable } from './confusion.ts'
import { agentsToRun, expectedCauses, type Expected } from './expected-causes.ts'
import { startShop } from './shop.ts'
import { twoWorlds } from './worlds.ts'

/** Recorded in one process, against a live shop; measured in another, in another place, with the shop closed. */
async function measure(project: Project, agents: Map<string, Expected>) {
  const chosen = { AGENTS: JSON.stringify([...agents.keys()]) }
  const [home, away] = twoWorlds(project)
  const shop = await startShop(home.shop)
  const recording = await project.vitest(['stable'], {
    ...home.env,
    ...chosen,
    MODEL_URL: shop.url,
  })
  await shop.close()
  expect(recording.exitCode, recording.output).toBe(0)
  const recorded = project.report()
  const env = { ...away.env, ...chosen, MODEL_URL: shop.url, CI: 'true' }
  const measuring = await project.vitest(['stable'], env)
  expect(measuring.exitCode, measuring.output).toBe(0)
  return { recorded, measured: project.report() }
}

test('the score separates deterministic agents from all others, and names the cause', async () => {
  const project = createProject('determinism-agents')
  const all = expectedCauses(project)
  const expected = agentsToRun(all)
  const { recorded, measured } = await measure(project, expected)
  const agents = judgeAgents(expected, measured)
  console.log(`${renderTable(agentTable(agents))}\n\n${renderTable(confusionTable(agents))}`)

  const kinds = [...all.values()].map(({ cause }) => cause)
  expect(kinds.filter((cause) => cause !== null).length).toBeGreaterThanOrEqual(30)
  expect(kinds.filter((cause) => cause === null).length).toBeGreaterThanOrEqual(30)
  const names = (runs: typeof measured.runs) => runs.map(({ agent }) => agent)
  expect(recorded.runs).toHaveLength(expected.size)
  expect(names(recorded.runs.filter(({ receipt }) => receipt.live === 0))).toEqual([])
  expect(names(measured.runs.filter(({ receipt }) => receipt.live > 0))).toEqual([])
  const steady = (runs: typeof measured.runs) => runs.filter(({ workflow }) => workflow === 'none')
  expect(names(steady(recorded.runs).filter(({ verified }) => !verified))).toEqual([])
  expect(names(steady(measured.runs).filter(({ matchRate }) => matchRate !== 1))).toEqual([])
  // An order is not chance: a replay has the recorded one.
  const ordered = measured.runs.filter(({ workflow }) => workflow === 'arrival_order')
  expect(names(ordered.filter(({ matchRate }) => matchRate !== 1))).toEqual([])
  expect(agents.flatMap(({ name, wrong }) => (wrong ? [`${name}: ${wrong}`] : []))).toEqual([])
})
