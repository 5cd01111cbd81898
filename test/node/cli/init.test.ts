import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { setUp } from '../../../src/node/cli/init.ts'

function openFolder(files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vr-init-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return { folder, read: (name: string) => readFileSync(join(folder, name), 'utf8') }
}

test('an empty folder gets a configuration, what git needs, and a first test', () => {
  const { folder, read } = openFolder()
  expect(setUp(folder).slice(0, 4)).toEqual([
    'vitest.config.ts: written',
    '.gitignore: added .vitest-replay/*, !.vitest-replay/history.jsonl',
    '.gitattributes: added *.cassette.jsonl diff=cassette linguist-generated',
    'agent.test.ts: written',
  ])
  expect(read('vitest.config.ts')).toContain('plugins: [replay()]')
  expect(read('agent.test.ts')).toContain('replayRun(agent')
})

test('what is there stays, and a second time changes nothing', () => {
  const { folder, read } = openFolder({
    'vite.config.mts': 'export default {}\n',
    '.gitignore': 'node_modules',
    'agent.test.ts': '// mine\n',
  })
  const said = setUp(folder).join('\n')
  expect(said).toContain('vite.config.mts: is left as it is; add to it')
  expect(said).toContain('agent.test.ts: is left as it is')
  expect(read('vite.config.mts')).toBe('export default {}\n')
  expect(read('agent.test.ts')).toBe('// mine\n')
  expect(read('.gitignore')).toBe('node_modules\n.vitest-replay/*\n!.vitest-replay/history.jsonl\n')
  const before = read('.gitignore') + read('.gitattributes')
  expect(setUp(folder).join('\n')).toContain('.gitignore: has its lines')
  expect(read('.gitignore') + read('.gitattributes')).toBe(before)
})

test('a folder that git ignores as a whole needs no more', () => {
  const { folder, read } = openFolder({ '.gitignore': '.vitest-replay/\n' })
  setUp(folder)
  expect(read('.gitignore')).toBe('.vitest-replay/\n')
})

test('a configuration with the plugin is recognised', () => {
  const { folder } = openFolder({
    'vitest.config.ts': "import { replay } from 'vitest-replay/plugin'\n",
  })
  expect(setUp(folder)[0]).toBe('vitest.config.ts: has the plugin')
})

test('the root of a workspace gets what git needs, and says to go to its projects', () => {
  const root = `export default { test: { projects: ['packages/*'] } }\n`
  const { folder, read } = openFolder({ 'vitest.config.ts': root })
  const said = setUp(folder)
  expect(said[0]).toBe('vitest.config.ts: has projects, and is left as it is')
  expect(said.at(-1)).toBe('Run it in the folder of each project: npx vitest-replay init')
  expect(() => read('agent.test.ts')).toThrow()
  expect(read('.gitignore')).toContain('.vitest-replay/*')

  const inline = openFolder({
    'vitest.config.ts': `export default { test: { projects: [{ test: { name: 'a' } }] } }\n`,
  })
  expect(setUp(inline.folder).join()).toContain('agent.test.ts: written')
})
