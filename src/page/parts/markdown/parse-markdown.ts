/** A stretch of a line of Markdown. */
export interface Inline {
  kind: 'text' | 'strong' | 'em' | 'code'
  text: string
}

/** A block of Markdown: a safe part of the language, without HTML, images and links to follow. */
export type Block =
  | { kind: 'heading'; level: number; inline: Inline[] }
  | { kind: 'paragraph'; inline: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string }

const ITEM = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/s
const HEADING = /^(#{1,6})\s+(.*)$/s
const FENCE = /^\s*(`{3,}|~{3,})/

/** Returns `true` for a text with marks of Markdown in it. */
export function looksLikeMarkdown(text: string): boolean {
  // The space before a mark is that of its line: blank lines are not read once for each of them.
  return /^(?:#{1,6} |[ \t]*(?:[-*+] |\d{1,9}[.)] |`{3}|~{3}))|\*\*[^*\n]+\*\*|`[^`\n]+`/m.test(
    text,
  )
}

/** Parses Markdown into blocks. Whatever is not known stays as it is written. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  const lines = text.split(/\r?\n/)
  let paragraph: string[] = []
  const flush = () => {
    if (paragraph.length > 0)
      blocks.push({ kind: 'paragraph', inline: parseInline(paragraph.join('\n')) })
    paragraph = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const fence = FENCE.exec(line)?.[1]
    if (fence) {
      flush()
      const code: string[] = []
      while (++at < lines.length && !lines[at]!.trim().startsWith(fence)) code.push(lines[at]!)
      blocks.push({ kind: 'code', text: code.join('\n') })
      continue
    }
    const heading = HEADING.exec(line)
    const item = heading ? null : ITEM.exec(line)
    if (heading || item || line.trim() === '') flush()
    if (heading)
      blocks.push({ kind: 'heading', level: heading[1]!.length, inline: parseInline(heading[2]!) })
    else if (item) {
      const ordered = item[1] !== undefined
      const last = blocks.at(-1)
      if (last?.kind === 'list' && last.ordered === ordered && lines[at - 1]!.trim() !== '')
        last.items.push(parseInline(item[2]!))
      else blocks.push({ kind: 'list', ordered, items: [parseInline(item[2]!)] })
    } else if (line.trim() !== '') paragraph.push(line)
  }
  flush()
  return blocks
}

const INLINE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|(?<![\w*])\*([^*\s][^*\n]*)\*(?![\w*])/g

function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  let last = 0
  for (const found of text.matchAll(INLINE)) {
    if (found.index > last) parts.push({ kind: 'text', text: text.slice(last, found.index) })
    const [whole, code, strong, em] = found
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong })
    else parts.push({ kind: 'em', text: em! })
    last = found.index + whole.length
  }
  if (last < text.length) parts.push({ kind: 'text', text: text.slice(last) })
  return parts
}
