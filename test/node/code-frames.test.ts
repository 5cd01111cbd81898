import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RedactionRules } from '../../src/core/redaction/index.ts'
import { addFrames } from '../../src/node/code-frames.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-replay-frames-'))
const root = join(folder, 'project')
mkdirSync(join(root, 'src'), { recursive: true })
const lines = [
  'one',
  'two',
  "const key = 'sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
  'four',
  'x'.repeat(900),
]
writeFileSync(join(root, 'src/agent.ts'), lines.join('\n'))
writeFileSync(join(folder, 'outside.ts'), 'outside')
symlinkSync(join(folder, 'outside.ts'), join(root, 'src/link.ts'))
afterAll(() => rmSync(folder, { recursive: true }))

const frameAt = (file: string, line: number, secrets: RedactionRules['secrets'] = []) =>
  addFrames(
    [
      {
        cause: 'prompt',
        statement: 'The prompt changed',
        paths: [],
        source: { file, line },
        runs: [],
      },
    ],
    root,
    { env: {}, secrets },
  )[0]!.frame

test('a cause gets the code around its place, cut and without secrets', () => {
  const frame = frameAt('src/agent.ts', 4)!
  expect(frame.from).toBe(2)
  expect(frame.lines).toHaveLength(4)
  expect(frame.lines[1]).toMatch(/^const key = '<redacted:[^>]+>'$/)
  expect(frame.lines[3]).toBe(`${'x'.repeat(200)}\u2026`)
  expect(frameAt('src/agent.ts', 1)).toEqual({
    from: 1,
    lines: [expect.any(String), 'two', expect.any(String)],
  })
})

test('a secret that the user has named is replaced, too', () => {
  const secrets = [{ name: 'word', pattern: /two/ }]
  expect(frameAt('src/agent.ts', 1, secrets)!.lines[1]).toMatch(/^<redacted:[^>]+>$/)
})

test.each([
  ['../outside.ts', 1],
  ['src/link.ts', 1],
  ['src/missing.ts', 1],
  ['src', 1],
  ['src/agent.ts', 99],
  ['src/agent.ts', 0],
])('nothing is read for %s:%i', (file, line) => {
  expect(frameAt(file, line)).toBeUndefined()
})
