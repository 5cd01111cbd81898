import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { supportAgentReport } from '../../../fixtures/reports/support-agent.ts'
import { ReplayError } from '../../../src/core/errors.ts'
import { compare } from '../../../src/node/cli/compare.ts'
import { report } from '../../../src/node/cli/report.ts'
import { UsageError } from '../../../src/node/cli/command.ts'
import { parseReport } from '../../../src/core/report/parse-report.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'
import { tableSize } from '../../table-size.ts'
import { mutateReport } from './mutate-report.ts'

const SEEDS = tableSize({ sample: 40, whole: 10_000 })
const WHOLE = supportAgentReport(Date.parse('2026-01-01T00:00:00Z'))
const GOOD = JSON.stringify({ ...WHOLE, runs: WHOLE.runs.slice(0, 4) })
const OLD = readFileSync(
  new URL('../../../fixtures/reports/version-1/report.json', import.meta.url),
  'utf8',
)

test(
  'a damaged report is read, or refused with a clear error',
  { timeout: 3_000_000 },
  async () => {
    const folder = temporaryFolder()
    const [good, damaged] = ['good.json', 'damaged.json'].map((name) => join(folder, name)) as [
      string,
      string,
    ]
    writeFileSync(good, GOOD)
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const warn = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => {
      write.mockRestore()
      warn.mockRestore()
    })
    const results: Record<string, number> = { read: 0, refused: 0 }
    const crashes: string[] = []
    for (let seed = 0; seed < SEEDS; seed++) {
      const text = mutateReport(seed % 4 === 3 ? OLD : GOOD, seed)
      writeFileSync(damaged, text)
      const format = ['terminal', 'json', 'markdown'][seed % 3]!
      const sides = seed % 2 === 0 ? [damaged, good] : [good, damaged]
      const calls: Record<string, () => unknown> = {
        parseReport: () => parseReport(text, { file: damaged }),
        compare: () => compare.run([...sides, '--format', format]),
        export: () =>
          report.run(['export', damaged, '--format', 'jsonl', '--of', 'actions', '--contents']),
      }
      for (const [name, call] of Object.entries(calls)) {
        try {
          await call()
          results['read']!++
        } catch (error) {
          if (error instanceof ReplayError || error instanceof UsageError) results['refused']!++
          else
            crashes.push(`${name}, seed ${seed}: ${String((error as Error).stack).slice(0, 600)}`)
        }
      }
    }
    const { read, refused } = results
    console.log(
      `${SEEDS} damaged reports: read ${read} times, refused ${refused}, ${crashes.length} crashes`,
    )
    expect(crashes.slice(0, 5)).toEqual([])
    expect(read).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
  },
)
