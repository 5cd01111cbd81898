import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { tableSize } from '../../table-size.ts'
import type { Project } from '../run-project.ts'

/** The expected findings for an agent of the fixture. */
export interface Expected {
  /** `null`: it is deterministic. */
  cause: string | null
  file: string
  /** The lines that read the source; none where the cause is no read. */
  lines: number[]
}

const FOLDER = 'agents'
/** So many agents of each cause, and so many stable ones of each of the fixture's files, stand for all of them. */
const SAMPLE = 1
const MARK = '// <- the read'
const AGENT = /^ {2}(unstable|stable)\('([^']+)'(?:, '(\w+)')?/

/** Agents that are run: all of them, or a sample with every kind of cause. */
export function agentsToRun(all: Map<string, Expected>): Map<string, Expected> {
  const most = tableSize({ sample: SAMPLE, whole: Infinity })
  const taken = new Map<string, number>()
  return new Map(
    [...all].filter(([, { file, cause }]) => {
      const kind = `${file} ${cause}`
      const number = (taken.get(kind) ?? 0) + 1
      taken.set(kind, number)
      return number <= most
    }),
  )
}

/** Reads out of the agents' own files what each is expected to be; a file's line numbers are facts, no list to keep. */
export function expectedCauses(project: Project): Map<string, Expected> {
  const found = new Map<string, Expected>()
  for (const name of readdirSync(join(project.root, FOLDER)).sort()) {
    const file = `${FOLDER}/${name}`
    let current: Expected | undefined
    for (const [at, text] of project.read(file).split('\n').entries()) {
      const [, kind, agent, cause] = AGENT.exec(text) ?? []
      if (agent !== undefined) {
        if (found.has(agent)) throw new Error(`Two agents are called "${agent}"`)
        current = { cause: kind === 'stable' ? null : cause!, file, lines: [] }
        found.set(agent, current)
      }
      if (text.endsWith(MARK)) current!.lines.push(at + 1)
    }
  }
  return found
}
