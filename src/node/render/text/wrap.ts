import { hideCommands } from '../../../core/words/escape-terminal.ts'

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const NARROWEST = 20
/** A command is copied: from its first word on, it has a line of its own. */
const COMMAND = /(?<=^|\s)(?:[A-Z_]+=\S+ )*(?:npx|git mv) /
/** So is a path, which a line may hold that is longer than the terminal is wide. */
const PATH = /^\S*[/\\][^\s,;]*\.\w+\S*$/
const LONGEST_PATH = 300

/**
 * Breaks a line so that it fits a terminal; what follows stands under its text, two columns further in. Colours must
 * be put on afterwards.
 */
export function wrapLine(line: string, width: number): string[] {
  const { index = line.length } = COMMAND.exec(line) ?? {}
  const command = line.slice(index)
  const before = wrapText(line.slice(0, index), width)
  if (command === '') return before
  const indent = /^ */.exec(line)![0]
  return before.join('').trim() === ''
    ? [hideCommands(line)]
    : [...before, hideCommands(`${indent}  ${command}`)]
}

function wrapText(line: string, width: number): string[] {
  const indent = /^ */.exec(line)![0]
  const hanging = `${indent.slice(0, Math.max(0, width - NARROWEST))}  `
  const lines: string[] = []
  let current = ''
  let columns = 0
  const flush = () => {
    lines.push(current.trimEnd())
    current = hanging
    columns = hanging.length
  }
  // With its first word, the indentation is a piece of its own.
  for (const piece of line.match(/^ *\S+|\s+\S*|\S+/g) ?? []) {
    const size = columnsOf(piece)
    if (columns + size > width && current.trim() !== '') flush()
    const rest = current === hanging ? piece.trimStart() : piece
    const isBroken = columns + columnsOf(rest) > width && !isPath(rest)
    for (const character of isBroken ? rest : [rest]) {
      const wide = columnsOf(character)
      if (columns + wide > width && current.trim() !== '') flush()
      current += character
      columns += wide
    }
  }
  lines.push(current.trimEnd())
  // Words that were harmless within a line begin one now.
  return lines.map(hideCommands)
}

function isPath(word: string): boolean {
  return word.length <= LONGEST_PATH && PATH.test(word.trim())
}

function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}
