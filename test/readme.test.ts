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

test('the README has at most 1,500 words', () => {
  const words = readme.split(/[\s|]+/).filter((word) => /\w/.test(word))
  expect(words.length).toBeLessThanOrEqual(1500)
})
