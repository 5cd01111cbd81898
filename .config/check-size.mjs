// npm run lint:package: fails where the package is larger than size-budget.json allows.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const budget = JSON.parse(readFileSync(new URL('size-budget.json', import.meta.url), 'utf8'))

// The build has been made; its scripts would make it again.
const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
const [{ size, unpackedSize, files }] = JSON.parse(packed)
const measured = new Map([
  ['tarball', size],
  ['unpacked', unpackedSize],
  ['declaration files', files.filter(({ path }) => path.endsWith('.d.ts')).length],
  ...files.map((file) => [file.path, file.size]),
])

let isOver = false
for (const [name, limit] of Object.entries(budget)) {
  const value = measured.get(name)
  if (value === undefined) throw new Error(`Failed to check the size of ${name}: it is not packed.`)
  isOver ||= value > limit
  console.log(`${value > limit ? 'over' : 'ok'}  ${name}: ${value} of ${limit}`)
}
if (isOver) {
  console.error('The package is over its size budget. Make it smaller, or say why it may grow.')
  process.exit(1)
}
