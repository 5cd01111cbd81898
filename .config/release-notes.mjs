// node .config/release-notes.mjs v1.2.0 prints the section of the changelog for that version.
import { readFileSync } from 'node:fs'

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const [tag = ''] = process.argv.slice(2)
const { version } = JSON.parse(read('package.json'))
if (tag !== `v${version}`)
  throw new Error(
    `Failed to release ${tag || 'without a tag'}: package.json has version ${version}. Tag the commit v${version}.`,
  )

const sections = read('.github/CHANGELOG.md').split(/^## /m).slice(1)
const section = sections.find((text) => text.split('\n', 1)[0].split(' ')[0] === version)
if (!section)
  throw new Error(
    `Failed to release ${tag}: .github/CHANGELOG.md has no section "## ${version}". Name the section "Unreleased" so.`,
  )
process.stdout.write(`${section.split('\n').slice(1).join('\n').trim()}\n`)
