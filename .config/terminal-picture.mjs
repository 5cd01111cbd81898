// Draws terminal output as an SVG, so that the README shows what was really printed:
//   npm run demo 2>&1 | node .config/terminal-picture.mjs 'regex of the first line' 'regex of the last line' > picture.svg
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const [from = '', to = '$^'] = process.argv.slice(2)
const lines = stripVTControlCharacters(readFileSync(0, 'utf8')).split('\n')
const start = Math.max(
  0,
  lines.findIndex((line) => new RegExp(from).test(line)),
)
const length = lines.slice(start).findIndex((line) => new RegExp(to).test(line))
const shown = lines.slice(start, length === -1 ? undefined : start + length + 1)
const WIDTH = 104
const wrapped = shown.flatMap((line) =>
  line.length <= WIDTH ? [line] : (line.match(new RegExp(`.{1,${WIDTH}}(?:\\s|$)`, 'g')) ?? [line]),
)

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const colour = (line) => {
  if (/^\s*- /.test(line)) return '#ff7b72'
  if (/^\s*\+ /.test(line)) return '#7ee787'
  if (/AssertionError|^\s*x /.test(line)) return '#ffa198'
  if (/\u2713/.test(line)) return '#7ee787'
  if (/changed in action/.test(line)) return '#f2cc60'
  return '#c9d1d9'
}
const height = wrapped.length * 19 + 32
const text = wrapped
  .map(
    (line, index) =>
      `<text x="16" y="${index * 19 + 30}" fill="${colour(line)}" xml:space="preserve">${escape(line)}</text>`,
  )
  .join('\n')
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="${height}" viewBox="0 0 900 ${height}" role="img" aria-label="Terminal output of vitest-replay">
<rect width="900" height="${height}" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13.5">
${text}
</g>
</svg>
`)
