import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawnValue } from '../../core/redaction/credential-forms.ts'
import { createProject } from '../run-project.ts'
import { contentOf, filesOf } from './written.ts'

const SECRET = drawnValue('a name', 'order', 32)
const OTHER = drawnValue('a suite', 'order', 32)

test('a secret in the name of a test is kept nowhere, once the run names it', async () => {
  const project = createProject({
    'vitest.config.ts': `
      import { defineConfig } from 'vitest/config'
      import { replay } from 'vitest-replay/plugin'
      export default defineConfig({ plugins: [replay()], test: {
        reporters: ['default', 'junit', 'json', 'blob', 'tap'],
        outputFile: { junit: 'out/junit.xml', json: 'out/report.json', blob: 'out/blob.json', tap: 'out/tap.txt' },
      } })
    `,
    'a.test.ts': `
      import { readFileSync } from 'node:fs'
      import { describe, test } from 'vitest'
      import { action, replayRun } from 'vitest-replay'
      const { secret, other } = JSON.parse(readFileSync('values.json', 'utf8'))
      const login = action('login', async (api_key) => ({ api_key }))
      test('reads ' + secret, async () => { await replayRun(() => login(secret)) })
      describe('of ' + other, () => {
        test('reads it', async () => { await replayRun(() => login(other), { cassette: 'plain' }) })
      })
    `,
    'values.json': JSON.stringify({ secret: SECRET, other: OTHER }),
  })
  const leaks = (output: string, values = [SECRET, OTHER]) => {
    const files = filesOf(project.root).filter(
      (path) => !/^(?:values|package)\.json$|^a\.test\.ts$|config/.test(path),
    )
    // Vitest heads what is printed while a test runs with its name.
    const printed = output.replace(/^std(?:out|err) \| .*$/gm, '')
    const texts = files.map((path) => [path, contentOf(join(project.root, path))])
    return [['output', printed], ...texts]
      .filter(([path, text]) =>
        values.some((one) =>
          `${path} ${text}`.toLowerCase().includes(one.toLowerCase().slice(0, 20)),
        ),
      )
      .map(([path]) => path)
  }
  const recorded = await project.vitest()
  expect(leaks(recorded.output)).toEqual([])
  expect(recorded.output).toContain('holds a secret that the run named later')
  expect(project.cassettes()).toEqual(['__cassettes__/a.test.ts/plain.cassette.jsonl'])
  const replayed = await project.vitest(['-t', 'reads it'], { CI: '1' })
  expect(replayed.exitCode, replayed.output).toBe(0)
  // The other test is not run: nothing has named its secret.
  expect(leaks(replayed.output, [OTHER])).toEqual([])
})
