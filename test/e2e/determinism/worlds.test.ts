import { expect } from 'vitest'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'
import { agentsToRun, expectedCauses } from './expected-causes.ts'
import { startShop } from './shop.ts'
import { HAND_MADE, twoWorlds, type World } from './worlds.ts'

/** By agent, what it asked for and what came out. */
type Trace = Record<string, unknown>

async function liveIn(
  project: Project,
  { shop: weather, env }: World,
  byHand: (typeof HAND_MADE)[number],
  agents: string[],
): Promise<Trace> {
  const shop = await startShop(weather)
  const file = `trace-${byHand.CLOCK.slice(0, 4)}.json`
  const run = await project.vitest(['worlds'], {
    ...env,
    ...byHand,
    AGENTS: JSON.stringify(agents),
    MODEL_URL: shop.url,
    TRACE: `${project.root}/${file}`,
  })
  await shop.close()
  expect(run.exitCode, run.output).toBe(0)
  return JSON.parse(project.read(file)) as Trace
}

/** The agents are what they say: known without anything of vitest-replay. */
wholeTest(
  'run live on two machines, the unstable agents differ and the others do not',
  async () => {
    const project = createProject('determinism-agents')
    const expected = agentsToRun(expectedCauses(project))
    const [one, two] = (await Promise.all(
      twoWorlds(project).map((world, at) =>
        liveIn(project, world, HAND_MADE[at]!, [...expected.keys()]),
      ),
    )) as [Trace, Trace]
    const differ = (name: string) => JSON.stringify(one[name]) !== JSON.stringify(two[name])
    const names = (isUnstable: boolean) =>
      [...expected].flatMap(([name, { cause }]) => ((cause !== null) === isUnstable ? [name] : []))
    expect(names(true).filter((name) => !differ(name))).toEqual([])
    expect(names(false).filter((name) => differ(name))).toEqual([])
    expect(Object.keys(one).sort()).toEqual([...expected.keys()].sort())
  },
)
