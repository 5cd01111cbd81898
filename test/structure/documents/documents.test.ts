import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../../src/node/cli/commands.ts'
import { repository } from '../source-files.ts'

const DOCUMENTS = [
  'README.md',
  ...readdirSync(join(repository, '.github/docs')).map((name) => `.github/docs/${name}`),
]

function read(path: string): string {
  return readFileSync(join(repository, path), 'utf8')
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => anchorOf(heading!))
}

test.each(DOCUMENTS)('every link of %s leads somewhere', (document) => {
  const broken: string[] = []
  for (const [, target] of read(document).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target!)) continue
    const [path, anchor] = target!.split('#')
    const file = path === '' ? document : join(dirname(document), path!)
    if (!existsSync(join(repository, file))) broken.push(target!)
    else if (anchor !== undefined && !anchorsOf(read(file)).includes(anchor)) broken.push(target!)
  }
  expect(broken).toEqual([])
})

test('what the README links is in the package', () => {
  const { files } = JSON.parse(read('package.json')) as { files: string[] }
  const folders = files.map((pattern) => pattern.replace('/*.md', ''))
  const left = [...read('README.md').matchAll(/\]\(([^)\s#]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => !folders.some((folder) => target.startsWith(`${folder}/`)))
  expect(left).toEqual([])
})

test('every document is linked from the README', () => {
  const readme = read('README.md')
  const unlinked = DOCUMENTS.slice(1).filter((path) => !readme.includes(`(${path})`))
  expect(unlinked).toEqual([])
})

test.each(DOCUMENTS)('the commands of %s exist, and take the flags that are shown', (document) => {
  const wrong: string[] = []
  for (const [line, name, rest] of read(document).matchAll(
    /^(?:.*[;(] ?)?npx vitest-replay ([a-z-]+)([^\n#|`]*)/gm,
  )) {
    const command = Object.hasOwn(COMMANDS, name!) ? COMMANDS[name!] : undefined
    const flags = command?.flags.flatMap(({ shape }) => Object.keys(shape)) ?? []
    const shown = [...rest!.matchAll(/ --([a-zA-Z-]+)/g)].map(([, flag]) => flag!)
    if (!command || shown.some((flag) => !flags.includes(flag))) wrong.push(line)
  }
  expect(wrong).toEqual([])
})

test('the comment that the document on CI shows is the one that a pull request ended in', () => {
  const plain = (text: string) =>
    text
      .replace(/<\/?code>/g, '`')
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/^> ?/gm, '')
      .replace(/\s+/g, ' ')
  const alert = plain(
    /> \[!WARNING\]\n((?:> .*\n)+)/.exec(read('.github/pull-request-comment.md'))![1]!,
  )
  expect(plain(read('.github/docs/ci.md'))).toContain(alert.trim())
})
