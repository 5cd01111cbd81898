// The table as it is committed: what each section measured last, when, and on what.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { print, verdictOf } from './row.mjs'
import { renderTable } from './table.mjs'

const JSON_FILE = fileURLToPath(new URL('table.json', import.meta.url))
const TABLE_FILE = fileURLToPath(new URL('table.md', import.meta.url))

/** The machine and the versions of this run. */
export function describeMachine(peers) {
  const [cpu] = os.cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    machine: `${os.cpus().length} x ${cpu.model.trim()}, ${os.platform()} ${os.arch()}`,
    peers,
  }
}

export function readCommitted() {
  return existsSync(JSON_FILE) ? JSON.parse(readFileSync(JSON_FILE, 'utf8')) : { sections: {} }
}

/** The rows of all sections under the names that they have in the table. */
export function limitsTable(sections) {
  const rows = Object.entries(sections).flatMap(([name, { rows: own }]) =>
    own.map((one) => [
      `${name}: ${one.what}`,
      one.target === null ? '' : `<= ${print(one.target, one.unit)}`,
      print(one.value, one.unit),
      print(one.spread, one.unit),
      verdictOf(one),
    ]),
  )
  return renderTable(['', 'target', 'measured', 'spread', ''], rows)
}

/** Writes the sections of this run over those that were committed; the others stay. */
export async function writeCommitted(sections) {
  const all = { ...readCommitted().sections, ...sections }
  writeFileSync(JSON_FILE, await format(JSON.stringify({ sections: all }), options('json')))
  const parts = Object.entries(all).map(([name, { title, table, measured }]) =>
    [
      `### ${name}: ${title}`,
      `${measured.date}, Node ${measured.node}, ${measured.machine}, load ${measured.load}; ${measured.rounds} rounds.`,
      measured.peers,
      table,
    ].join('\n\n'),
  )
  const intro = 'Written by `npm run bench -- --write`. What is measured and how: `README.md`.'
  const text = ['# Measured', intro, '## Limits', limitsTable(all), '## Sections', ...parts].join(
    '\n\n',
  )
  writeFileSync(TABLE_FILE, await format(text, options('markdown')))
}

const options = (parser) => ({
  parser,
  semi: false,
  singleQuote: true,
  trailingComma: 'all',
  printWidth: 100,
})
