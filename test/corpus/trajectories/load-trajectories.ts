import type { Script } from '../../../fixtures/projects/trajectories/script.ts'
import type { HttpInteraction } from '../http-interaction.ts'
import { loadCorpus, readIndex } from '../load-corpus.ts'
import { readSweAgent, readTrials, readVariants } from './read-benchmarks.ts'
import { readExchanges } from './read-exchanges.ts'
import type { NoTrajectory, Trajectory } from './trajectory.ts'

const TOOLS: Array<Script['tools']> = ['serve', 'execute', 'serve', 'plain']
const LOOPS = new Set([
  'pydantic-ai',
  'ruby_llm',
  'simonw-llm',
  'openinference',
  'openllmetry',
  'cagent',
])

/**
 * Reads every conversation of a corpus that goes over several model calls.
 *
 * @example
 * const { trajectories, leftOut } = loadTrajectories(process.env.VITEST_REPLAY_CORPUS!)
 */
export function loadTrajectories(folder: string): {
  trajectories: Array<Trajectory>
  leftOut: Array<NoTrajectory>
} {
  const trajectories: Array<Trajectory> = []
  const leftOut: Array<NoTrajectory> = []
  for (const { path, source } of readIndex(folder)) {
    const read = {
      'tau-bench': readTrials,
      'agentverify-tau-bench': readVariants,
      'swe-agent': readSweAgent,
    }[source]
    const found = read?.(folder, path) ?? []
    trajectories.push(...found)
    if (read && found.length === 0)
      leftOut.push({ file: path, reason: 'no list of messages with two answers' })
  }
  const files = new Map<string, Array<HttpInteraction>>()
  for (const interaction of loadCorpus(folder).interactions) {
    if (!LOOPS.has(interaction.source)) continue
    const { file } = interaction
    files.set(file, [...(files.get(file) ?? []), interaction])
  }
  for (const [file, interactions] of files) {
    if (interactions.length < 2) continue
    const read = readExchanges(file, interactions)
    if (typeof read === 'string') leftOut.push({ file, reason: read })
    else trajectories.push(read)
  }
  for (const [n, { script }] of trajectories.entries()) script.tools = TOOLS[n % TOOLS.length]!
  return { trajectories, leftOut }
}
