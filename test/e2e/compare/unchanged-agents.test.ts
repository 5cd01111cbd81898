import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Comparison } from '../../../src/core/report/comparison-schema.ts'
import { startService } from '../../servers/service-server.ts'
import { wholeTest } from '../../table-size.ts'
import { createProject, type Project } from '../run-project.ts'

const byName = ({ runs }: Comparison) =>
  Object.fromEntries(runs.map(({ name, verdict }) => [name, verdict]))

/** Compares two folders. */
async function compare(base: Project, head: Project, ...args: string[]) {
  const { stdout, output } = await head.command(['compare', base.root, '.', ...args])
  return { stdout, output }
}

wholeTest(
  'agents that were not changed are not changed, whatever the services that they ask answer',
  async () => {
    const service = await startService()
    const env = { SERVICE_URL: service.url, WORDS: 'We are open again.' }
    const base = createProject('http-tools')
    const record = async (project: Project, more: Record<string, string> = {}) => {
      const { exitCode, output } = await project.vitest([], {
        ...env,
        VITEST_REPLAY: 'all',
        ...more,
      })
      expect(exitCode, output).toBe(0)
    }
    await record(base)
    const head = base.copy()
    service.polls = 4
    await record(head)
    const { stdout } = await compare(base, head, '--format', 'json')
    const comparison = JSON.parse(stdout) as Comparison
    expect(byName(comparison)).toEqual({
      announce: 'identical',
      announceByTool: 'identical',
      search: 'identical',
      charge: 'identical',
      readAll: 'identical',
      readTwice: 'identical',
      whoAmI: 'identical',
      // It asks more often until the job is done.
      runJob: 'equivalent',
    })
    const reasonsOf = (name: string) =>
      comparison.runs.find((run) => run.name === name)!.reasons.join('\n')
    expect(reasonsOf('announce')).toMatch(/chat\.postMessage was another one: .*ts "\d/)
    expect(reasonsOf('search')).toMatch(/took \d+ -> \d+/)

    // The agent's change is the first cause, and no answer is.
    const changed = head.copy()
    changed.write('agents.ts', changed.read('agents.ts').replace("name: 'tada'", "name: 'wave'"))
    await record(changed, { WORDS: 'We are closed.' })
    const other = JSON.parse(
      (await compare(base, changed, '--format', 'json')).stdout,
    ) as Comparison
    expect(byName(other)).toMatchObject({
      announce: 'changed',
      search: 'identical',
      charge: 'identical',
    })
    const announce = other.runs.find(({ name }) => name === 'announce')!
    expect(announce.divergences.filter(({ firstCause }) => firstCause)).toMatchObject([
      { kind: 'input_mismatch', index: 0 },
      { kind: 'input_mismatch', index: 1 },
    ])
  },
)

wholeTest(
  'a rule about the answers of a service holds where two recordings are compared, of cassettes as of reports',
  async () => {
    const service = await startService()
    const env = { SERVICE_URL: service.url, WORDS: 'We are open again.', VITEST_REPLAY: 'all' }
    const base = createProject('http-tools')
    base.write(
      'vitest.config.ts',
      `import { defineConfig } from 'vitest/config'
     import { replay } from 'vitest-replay/plugin'
     export default defineConfig({ plugins: [replay({
       match: { ignore: [{ path: 'output.took', action: 'GET *search' }] },
     })] })`,
    )
    const record = async (project: Project) => {
      const { exitCode, output } = await project.vitest(['-t', 'search'], env)
      expect(exitCode, output).toBe(0)
      // It changes nothing in a replay, and is not called unused for that.
      expect(output).not.toContain('unused match rules')
    }
    await record(base)
    const head = base.copy()
    await record(head)
    await service.close()
    const tookOf = (project: Project) =>
      /"took":(\d+)/.exec(
        project.read(project.cassettes().find((path) => path.includes('search'))!),
      )
    expect(tookOf(base)![1]).not.toBe(tookOf(head)![1])

    const reasons = async () => {
      const { stdout } = await compare(base, head, '--format', 'json')
      const { runs } = JSON.parse(stdout) as Comparison
      return runs.find(({ name }) => name === 'search')!
    }
    for (const isReported of [true, false]) {
      if (!isReported)
        for (const { root } of [base, head])
          rmSync(join(root, '.vitest-replay'), { recursive: true })
      const { verdict, reasons: said } = await reasons()
      expect(verdict).toBe('identical')
      expect(said.join('\n')).not.toContain('took')
    }
  },
)
