import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const readme = readFileSync('README.md', 'utf8')

test('the first test that the README shows is the example that runs', () => {
  const shown = /\/\/ support-agent\.test\.ts\n([\s\S]*?)```/.exec(readme)?.[1]
  expect(shown).toBe(readFileSync('examples/support-agent/support-agent.test.ts', 'utf8'))
})

test('the README names the scripts that exist', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const [, script] of readme.matchAll(/npm run ([\w:]+)/g))
    expect(scripts).toHaveProperty([script!])
})

test('the comment that the README shows is the one that a pull request ended in', () => {
  const plain = (text: string) =>
    text
      .replace(/<\/?code>/g, '`')
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/^> ?/gm, '')
      .replace(/\s+/g, ' ')
  const comment = readFileSync('.github/pull-request-comment.md', 'utf8')
  const alert = plain(/> \[!WARNING\]\n((?:> .*\n)+)/.exec(comment)![1]!)
  expect(plain(readme)).toContain(alert.trim())
})
