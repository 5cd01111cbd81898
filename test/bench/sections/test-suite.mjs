import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { row } from '../row.mjs'
import { renderTable } from '../table.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const SCRIPTS = [
  ['test:unit', 60],
  ['test', 360],
]

/** The package's own tests, once: it takes as long as they do. */
export async function testSuite() {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const measured = SCRIPTS.map(([script, target]) => {
    if (!scripts[script]) throw new Error(`There is no script "${script}" in package.json`)
    const started = performance.now()
    execFileSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'ignore' })
    return { what: `npm run ${script}`, seconds: (performance.now() - started) / 1000, target }
  })
  return {
    title: "the package's own tests",
    table: renderTable(
      ['', 'measured'],
      measured.map(({ what, seconds }) => [what, `${seconds.toFixed(0)} s`]),
    ),
    rows: measured.map(({ what, seconds, target }) => row(what, [seconds], { target, unit: ' s' })),
  }
}
