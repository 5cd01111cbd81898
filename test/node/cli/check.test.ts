import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { check } from '../../../src/node/cli/check.ts'
import { temporaryFolder } from '../../storage/temporary-folder.ts'

const WHOLE = readFileSync(
  new URL('../../../fixtures/cassettes/version-1.cassette.jsonl', import.meta.url),
  'utf8',
)
const WITHOUT_END = `${WHOLE.trimEnd().split('\n').slice(0, -1).join('\n')}\n`

/** Checks a folder with these files; returns the exit code and the problems, as JSON lists them. */
async function checked(files: Record<string, string>): Promise<{ code: unknown; output: string }> {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  let output = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += String(chunk)
    return true
  })
  onTestFinished(() => write.mockRestore())
  const code = await check.run([folder, '--json'])
  write.mockRestore()
  return { code, output }
}

test('what a failed recording left beside a cassette is a warning, and alone it is an error that resumes', async () => {
  const beside = await checked({
    'a.cassette.jsonl': WHOLE,
    'a.cassette.jsonl.recording': WITHOUT_END,
  })
  expect(beside.output).toContain('left over from a recording that failed, beside the cassette')
  expect(beside.output).not.toContain('interrupted after')
  const alone = await checked({ 'a.cassette.jsonl.recording': WITHOUT_END })
  expect(alone.output).toMatch(
    /interrupted after \d+ actions?; resume it with VITEST_REPLAY=new_episodes/,
  )
  expect(alone.code).toBe(1)
  expect((await checked({ 'a.cassette.jsonl': WHOLE })).code).toBe(beside.code)
})
