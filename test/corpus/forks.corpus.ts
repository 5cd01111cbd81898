import { expect, test } from 'vitest'
import { createProject } from '../e2e/run-project.ts'
import { tableSize } from '../table-size.ts'
import { loadTrajectories } from './trajectories/load-trajectories.ts'
import { startTrajectoryServer } from './trajectories/trajectory-server.ts'

/** A longer conversation is forked as often as it has actions, each time from its beginning. */
const MOST_TURNS = 20
const COUNT = tableSize({ sample: 5, whole: 20 })

interface Forked {
  mark: string
  expected: number
  sameOutput: boolean
}

test('a fork at every action asks exactly what follows, and ends as the recording did', async () => {
  const { trajectories } = loadTrajectories(process.env['VITEST_REPLAY_CORPUS']!)
  const fitting = trajectories.filter(({ script }) => script.turns.length <= MOST_TURNS)
  const every = Math.floor(fitting.length / COUNT)
  const chosen = fitting.filter((_, at) => at % every === 0).slice(0, COUNT)
  const project = createProject('trajectories')
  const server = await startTrajectoryServer(chosen)
  const plays = chosen.map(({ script }) => ({ script, changes: [{ kind: 'unchanged' }] }))
  project.write('plays.json', JSON.stringify(plays))
  project.write('forked.jsonl', '')
  const { output } = await project.vitest(['forks.test.ts'], {
    MODEL_URL: server.url,
    PLAYS: 'plays.json',
    FORKED: 'forked.jsonl',
  })
  await server.close()
  const forks = project
    .read('forked.jsonl')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Forked)
  const isExact = ({ mark, expected }: Forked) => (server.asked.get(mark) ?? 0) === expected
  const rows = chosen.map(({ source, script: { name, turns } }) => {
    const own = forks.filter(({ mark }) => mark.startsWith(`${encodeURIComponent(name)}/`))
    return [
      source.padEnd(22),
      `${turns.length} turns`.padEnd(9),
      `${own.length} forks`.padEnd(9),
      `${own.filter(isExact).length} exact`.padEnd(9),
      `${own.filter(({ sameOutput }) => sameOutput).length} end the same`,
    ].join('  ')
  })
  console.log(['', ...rows, `${forks.length} forks of ${chosen.length} conversations`].join('\n'))
  expect(chosen).toHaveLength(COUNT)
  expect(forks.length, output).toBeGreaterThan(COUNT)
  expect(forks.filter((fork) => !isExact(fork) || !fork.sameOutput)).toEqual([])
  expect(server.complaints).toEqual([])
}, 600_000)
