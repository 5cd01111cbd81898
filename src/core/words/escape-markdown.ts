import { escapeTerminal } from './escape-terminal.ts'

/**
 * Text that came from a model or a file, as code within Markdown. Every character that could mean something is an
 * entity, in a paragraph, a table or HTML; GitHub looks for no mentions, links or issue numbers in code.
 */
export function markdownCode(text: string, longest = 120): string {
  const line = escapeTerminal(text.replace(/\s+/g, ' ').trim())
  const characters = [...line]
  const short =
    characters.length <= longest ? line : `${characters.slice(0, longest).join('')}\u2026`
  const safe = short.replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<code>${safe || ' '}</code>`
}

/** Lines of such text as a block of code, which no run of backticks within it can end. */
export function markdownBlock(lines: readonly string[], language = 'text'): string[] {
  const safe = lines.map((line) => escapeTerminal(line.replace(/[\r\n]+/g, ' ')))
  const longest = Math.max(
    2,
    ...safe.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length),
  )
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, ...safe, fence]
}
